//! Leads: who may buy, before it is known whether.

pub mod assignment;
pub(crate) mod capture;
pub(crate) mod filter;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub mod permissions;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod scope;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use filter::{LeadFilter, LeadFilterFields, LeadOrder, LeadOrders};
pub use loaders::LeadById;
pub use row::LeadRow;
pub use types::{Lead, LeadRecord, LeadStatus};

/// Leads, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct LeadKind;

impl Kind for LeadKind {
    const NAME: &'static str = "Lead";
}

/// The id of a lead.
pub type LeadId = Id<LeadKind>;
