//! Commitments: what was promised to a person or a company, and whether it was kept.
//!
//! A promise that was not kept by its time is broken from that moment on. That follows from the clock alone, so that no count
//! waits for anything to be written.

pub(crate) mod extends;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod rates;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::CommitmentById;
pub use rates::{CommitmentRate, CommitmentRateRecord};
pub use row::CommitmentRow;
pub use types::{Commitment, CommitmentRecord, CommitmentStatus};

/// Commitments, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct CommitmentKind;

impl Kind for CommitmentKind {
    const NAME: &'static str = "Commitment";
}

/// The id of a commitment.
pub type CommitmentId = Id<CommitmentKind>;
