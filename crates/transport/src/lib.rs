#![doc = include_str!("../README.md")]

pub mod auth;
mod http;
mod playground;

pub use http::{Door, DoorConfig, RoleToken, UploadConfig, routes};
