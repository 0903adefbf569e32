#![doc = include_str!("../README.md")]

pub mod actor;
pub mod api_key;
pub mod call;
pub mod clock;
pub mod error;
pub mod event;
pub mod id;
pub mod money;

pub use actor::{Actor, Grant, Permission, Role, RowScope};
pub use api_key::{ApiKeys, KnownKey};
pub use call::{Call, IdempotencyKey};
pub use clock::Clock;
pub use error::{ApiError, ApiResult, Code, InputPath};
pub use event::NewEvent;
pub use id::{Id, Kind};
pub use money::{Currency, Money};
