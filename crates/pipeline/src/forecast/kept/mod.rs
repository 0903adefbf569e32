//! What was forecast, day by day, and how good it was.

pub(crate) mod accuracy;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(super) mod take;
pub(crate) mod types;
mod worker;

use rapport_kernel::{Id, Kind};

pub use worker::ForecastKeeper;

/// Forecasts that were kept, as a kind of row.
#[derive(Clone, Copy, Debug)]
pub struct ForecastSnapshotKind;

impl Kind for ForecastSnapshotKind {
    const NAME: &'static str = "ForecastSnapshot";
}

/// The id of a forecast that was kept.
pub(crate) type ForecastSnapshotId = Id<ForecastSnapshotKind>;

/// What the accuracy costs: it reads what was forecast in a time, and what became of the deals.
pub(crate) const WEIGHT: u64 = 1_000;
