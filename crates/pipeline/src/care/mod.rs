//! Account care: of whom an owner takes care, and whom they neglect.

pub(crate) mod position;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod types;

/// What a page costs beside its fields: each account of the owner is looked at.
pub(crate) const WEIGHT: u64 = 100;

pub use types::{AccountCare, AccountCareRecord, AccountKind};
