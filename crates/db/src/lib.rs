#![doc = include_str!("../README.md")]

mod abandoned;
pub mod bound;
pub mod door;
pub mod erasure;
pub mod error;
pub mod events;
pub mod flavour;
pub mod idempotency;
pub mod lease;
mod level;
pub mod migrate;
mod one_of;
pub mod page;
pub mod recent;
pub mod schema;
pub mod session;
pub mod sql;
mod transaction;
pub mod tx;
mod watchdog;

pub use door::{Db, DbConfig};
pub use error::DbError;
pub use flavour::Flavour;
pub use level::Level;
pub use one_of::{OneOf, one_of};
pub use sql::Sql;
pub use tx::Tx;
