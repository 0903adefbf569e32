//! Cadences: sequences of tasks with waits in business days, which follow a person or a deal until there is an answer.
//!
//! [`Cadences`] makes each task as its day begins, in the time zone of the person ([`plan`]), once on however many nodes; and
//! it stops a run whose person has answered, or whose deal has gone on ([`runs`]).

pub(crate) mod bottleneck;
pub(crate) mod calendars;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod plan;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod runs;
pub(crate) mod service;
pub(crate) mod steps;
pub(crate) mod types;
mod worker;

use rapport_kernel::{Id, Kind};

pub use calendars::{
    HolidayCalendar, HolidayCalendarById, HolidayCalendarId, HolidayCalendarRecord, HolidayCalendarRow, HolidayRecord,
};
pub use loaders::CadenceById;
pub use row::CadenceRow;
pub use runs::{
    CadenceRun, CadenceRunById, CadenceRunId, CadenceRunRecord, CadenceRunRow, CadenceRunStatus, CadenceStopReason,
};
pub use steps::{CadenceStep, CadenceStepRecord};
pub use types::{Cadence, CadenceRecord};
pub use worker::Cadences;

/// Cadences, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct CadenceKind;

impl Kind for CadenceKind {
    const NAME: &'static str = "Cadence";
}

/// The id of a cadence.
pub type CadenceId = Id<CadenceKind>;
