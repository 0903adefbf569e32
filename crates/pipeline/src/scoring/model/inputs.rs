//! What clients say of a model to be trained.

use chrono::NaiveDateTime;
use rapport_contacts::text;
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use crate::pipelines::PipelineId;

/// How long a name is at most.
const LONGEST_NAME: usize = 200;

/// A model to be trained.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct TrainScoringModelInput {
    /// The pipeline whose deals it learns from and scores.
    pub pipeline_id: ID,
    /// It learns from deals that were closed before this, and is measured by those that were closed from then on.
    pub train_before: Timestamp,
    /// It is measured by deals that were closed before this; by all when nothing is said.
    pub test_before: Option<Timestamp>,
    /// The name, at most 200 characters.
    pub name: Option<String>,
    /// How much large coefficients are held down, more than 0 and at most 1,000,000: half of this times the sum of their squares
    /// is added to the loss. The inverse of scikit-learn's `C`.
    #[graphql(default = 1.0)]
    pub penalty: f64,
    /// After how many days another is trained in its place, 1 to 3,650: on deals until as long before that day as `trainBefore`
    /// is before this one.
    pub retrain_every_days: Option<i32>,
}

/// A model to be trained, checked.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) pipeline: PipelineId,
    pub(crate) name: String,
    pub(crate) train_before: NaiveDateTime,
    pub(crate) test_before: Option<NaiveDateTime>,
    pub(crate) penalty: f64,
    pub(crate) retrain_days: Option<u32>,
}

impl TrainScoringModelInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<Plan> {
        let mut violations = Violations::new();
        let pipeline = violations.take(input::id(&self.pipeline_id, path!["input", "pipelineId"]));
        let name = self.name.as_deref();
        let name = name.and_then(|name| text::required(&mut violations, path!["input", "name"], name, LONGEST_NAME));
        if !(self.penalty > 0.0 && self.penalty <= 1_000_000.0) {
            violations.add(path!["input", "penalty"], "A penalty is more than 0 and at most 1,000,000.");
        }
        if self.test_before.is_some_and(|end| end.0 <= self.train_before.0) {
            violations.add(path!["input", "testBefore"], "This is not after trainBefore.");
        }
        let retrain_days = self.retrain_every_days.and_then(|days| {
            let days = u32::try_from(days).ok().filter(|days| (1..=3_650).contains(days));
            if days.is_none() {
                violations.add(path!["input", "retrainEveryDays"], "From 1 to 3,650 days are allowed here.");
            }
            days
        });
        violations.check()?;
        Ok(Plan {
            pipeline: pipeline.ok_or_else(|| ApiError::not_found("Pipeline"))?,
            name: name.unwrap_or_else(|| format!("Deals closed before {}", self.train_before.0.date())),
            train_before: self.train_before.0,
            test_before: self.test_before.map(|end| end.0),
            penalty: self.penalty,
            retrain_days,
        })
    }
}
