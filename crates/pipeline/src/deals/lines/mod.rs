//! The lines of a deal: what is sold by it.

pub(crate) mod arithmetic;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod repo;
pub(crate) mod resolve;
pub(crate) mod row;
pub(crate) mod types;
pub(crate) mod worth;

pub use row::LineRow;
pub use types::{DealLine, DealLineRecord, RecurringRevenue, RecurringRevenueRecord};
