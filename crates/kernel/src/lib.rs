#![doc = include_str!("../README.md")]

pub mod actor;
pub mod call;
pub mod clock;
pub mod error;
pub mod event;
pub mod id;
pub mod money;

pub use actor::{Actor, Permission, Role, RowScope};
pub use call::{Call, IdempotencyKey};
pub use clock::Clock;
pub use error::{ApiError, ApiResult, Code, InputPath};
pub use event::NewEvent;
pub use id::{Id, Kind};
pub use money::{Currency, Money};
