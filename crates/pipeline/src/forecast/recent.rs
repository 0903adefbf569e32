//! What a forecast is made from that is kept for a while where it was read of very many deals.

use chrono::{NaiveDate, TimeDelta};

use super::read::{OpenDeal, WonDeals};
use crate::{pipelines::PipelineId, stages::StageId};

/// How long it is kept how deals left their stages, and how it would have been forecast before. Over so many deals an hour changes
/// nothing.
pub(super) const STAYS_LAST: TimeDelta = TimeDelta::hours(1);

/// Of which deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) pipelines: Vec<PipelineId>,
    pub(super) stages: Vec<StageId>,
    /// The days of the forecast, where it hangs on them.
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
}

/// The deals of a forecast: those of who sees all.
#[derive(Clone, Debug, Default)]
pub(super) struct Deals {
    pub(super) open: Vec<OpenDeal>,
    pub(super) won: Vec<WonDeals>,
}
