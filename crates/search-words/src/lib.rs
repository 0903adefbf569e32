#![doc = include_str!("../README.md")]

mod fold;
mod query;
mod record;
pub mod spelling;
mod split;

pub use query::{Query, QueryError, Term};
pub use record::{Bags, Field, Place, RecordWords};
