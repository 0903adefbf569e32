//! Households: people who live together.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::{HouseholdByContactId, HouseholdById};
pub use row::HouseholdRow;
pub use types::{Household, HouseholdRecord};

/// Households, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct HouseholdKind;

impl Kind for HouseholdKind {
    const NAME: &'static str = "Household";
}

/// The id of a household.
pub type HouseholdId = Id<HouseholdKind>;
