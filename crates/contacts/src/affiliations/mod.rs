//! Affiliations: the roles of people at companies over time.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;
pub mod within;

use rapport_kernel::{Id, Kind};

pub use loaders::{AffiliationById, AffiliationsByContactId};
pub(crate) use queries::{SOURCE, of_company};
pub use row::AffiliationRow;
pub use types::{Affiliation, AffiliationRecord};

/// Affiliations, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct AffiliationKind;

impl Kind for AffiliationKind {
    const NAME: &'static str = "Affiliation";
}

/// The id of an affiliation.
pub type AffiliationId = Id<AffiliationKind>;
