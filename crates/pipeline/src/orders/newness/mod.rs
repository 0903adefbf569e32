//! How new a customer is, to the business and to a product, with the order that shows it.

mod classify;
pub(crate) mod extends;
mod loaders;
mod repo;
pub(crate) mod types;

pub use types::{CustomerNewness, CustomerNewnessRecord, Newness};
