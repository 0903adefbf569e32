//! Sharing: which deals a partner sees, and what of them. The one place: lists, counts, filters, orders, `node`, relations
//! and whoever tells of changes ask [`rights`].

pub(crate) mod field;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod people;
pub(crate) mod repo;
pub(crate) mod rights;
pub(crate) mod service;
pub(crate) mod types;

pub use field::{NeverShared, SharedField};
pub use people::{DealPerson, DealPersonRecord};
pub use types::{DealShare, DealShareRecord};
