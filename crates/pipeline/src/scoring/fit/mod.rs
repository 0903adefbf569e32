//! How well companies and people fit to an ideal customer: by criteria that are given, or learned from those who bought.

pub(crate) mod extends;
pub(crate) mod inputs;
mod learn;
pub(crate) mod loaders;
pub(crate) mod mutations;
mod parts;
mod prospects;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::IdealCustomerProfileById;
pub use types::{FitAttribute, IdealCustomerProfile, IdealCustomerProfileRecord};

/// What it costs in the budget of an operation to look through all companies.
pub(crate) const WEIGHT: u64 = 1_000;

/// Profiles of ideal customers, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct IdealCustomerProfileKind;

impl Kind for IdealCustomerProfileKind {
    const NAME: &'static str = "IdealCustomerProfile";
}

/// The id of a profile of ideal customers.
pub type ProfileId = Id<IdealCustomerProfileKind>;
