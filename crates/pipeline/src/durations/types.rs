//! Durations, as clients see them.

use rapport_graphql::{Open, async_graphql::SimpleObject};

use super::kaplan_meier::{Lasted, quartiles};
use crate::stages::{Stage, StageRow};

/// How long deals stay in a stage, from the stays that began in a period, as far as you may see the deals.
///
/// The quantiles are by the product-limit estimator of Kaplan and Meier (Journal of the American Statistical Association 53,
/// 1958, pages 457 to 481): stays that go on count for as long as they last by now, and not as ended.
#[derive(SimpleObject)]
pub(crate) struct StageDuration {
    /// The stage.
    stage: Stage,
    /// How many stays began.
    stays: i64,
    /// How many of them ended since.
    ended: i64,
    /// How many of them go on, or were cut short by a deletion.
    open: i64,
    /// After how many days half of the stays are over; null while that cannot be known.
    median: Option<f64>,
    /// After how many days a quarter of the stays are over; null while that cannot be known.
    lower_quartile: Option<f64>,
    /// After how many days three quarters of the stays are over; null while that cannot be known.
    upper_quartile: Option<f64>,
}

impl StageDuration {
    /// How long the stays in a stage lasted.
    pub(super) fn new(stage: StageRow, lasted: &[Lasted]) -> Self {
        let (ended, open) = (lasted.iter().map(|one| one.ended).sum(), lasted.iter().map(|one| one.open).sum::<i64>());
        let found = quartiles(lasted);
        Self {
            stage: Open(stage.into()),
            stays: ended + open,
            ended,
            open,
            median: found.median,
            lower_quartile: found.lower,
            upper_quartile: found.upper,
        }
    }
}
