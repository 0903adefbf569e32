#![doc = include_str!("../README.md")]

pub mod auth;
mod http;
mod live;
mod origin;
mod playground;
mod sse;
mod websocket;

pub use http::{Door, DoorConfig, RoleToken, UploadConfig, routes};
pub use live::LiveConfig;
pub use origin::Origin;
