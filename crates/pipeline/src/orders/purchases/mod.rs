//! What each customer bought, by currency: kept current with every order, in the same transaction.

pub(crate) mod loaders;
pub(crate) mod repo;
mod shift;
pub(crate) mod types;

pub(crate) use shift::{add, shift};
pub use types::{Purchases, PurchasesRecord};
