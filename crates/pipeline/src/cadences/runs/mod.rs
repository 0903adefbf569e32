//! Cadences on their way: with whom, how far, and why they ended.

pub(crate) mod advance;
pub(crate) mod extends;
pub(crate) mod inputs;
pub(crate) mod listen;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod reason;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod schedule;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::CadenceRunById;
pub use row::CadenceRunRow;
pub use types::{CadenceRun, CadenceRunRecord, CadenceRunStatus, CadenceStopReason};

/// Cadences on their way, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct CadenceRunKind;

impl Kind for CadenceRunKind {
    const NAME: &'static str = "CadenceRun";
}

/// The id of a cadence on its way.
pub type CadenceRunId = Id<CadenceRunKind>;
