//! The lines of an order: what was bought, for how much, at which tax.

pub(crate) mod arithmetic;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod repo;
pub(crate) mod resolve;
pub(crate) mod row;
pub(crate) mod types;

pub use row::OrderLineRow;
pub use types::{OrderLine, OrderLineRecord};
