//! What clients say to act on a bottleneck.

use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use crate::{cadences::CadenceId, stages::StageId};

/// A bottleneck on which to act.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ActOnBottleneckInput {
    /// The stage that holds deals up.
    pub(crate) stage_id: ID,
    /// The cadence that is to follow the deals.
    pub(crate) cadence_id: ID,
    /// How many days the period has that ends now, 1 to 730, as for `bottleneck`; 90 when nothing is said.
    pub(crate) days: Option<i32>,
}

/// The same, checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Action {
    pub(crate) stage: StageId,
    pub(crate) cadence: CadenceId,
    pub(crate) days: i32,
}

impl ActOnBottleneckInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<Action> {
        let mut violations = Violations::new();
        let stage = violations.take(input::id(&self.stage_id, path!["input", "stageId"]));
        let cadence = violations.take(input::id(&self.cadence_id, path!["input", "cadenceId"]));
        let days = self.days.unwrap_or(90);
        if !(1..=730).contains(&days) {
            violations.add(path!["input", "days"], "From 1 to 730 days are looked at.");
        }
        violations.check()?;
        let stage = stage.ok_or_else(|| ApiError::not_found("PipelineStage"))?;
        let cadence = cadence.ok_or_else(|| ApiError::not_found("Cadence"))?;
        Ok(Action { stage, cadence, days })
    }
}
