//! Quotas: what is to be won in a period, by an owner, in a pipeline, or by all.

pub(crate) mod attained;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::QuotaById;
pub use row::QuotaRow;
pub use types::{Quota, QuotaRecord};

/// Quotas, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct QuotaKind;

impl Kind for QuotaKind {
    const NAME: &'static str = "Quota";
}

/// The id of a quota.
pub type QuotaId = Id<QuotaKind>;
