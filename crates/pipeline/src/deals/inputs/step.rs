//! Steps of a deal from stage to stage.

use rapport_contacts::text::{self, Lines};
use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::LONGEST_REASON;
use crate::{
    competitors::{inputs::LONGEST_NAME, service::Named},
    deals::DealId,
    stages::StageId,
};

/// An open deal that goes to another stage.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct MoveDealInput {
    /// The deal.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// Where it goes: a stage in use for open deals, also of another pipeline.
    pub stage_id: ID,
}

/// A deal that is won.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct WinDealInput {
    /// The deal.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// Where it goes: a stage of its pipeline for the won. The first of them when nothing is said.
    pub stage_id: Option<ID>,
    /// From whom it was won. Say the record or the name, one of them.
    pub competitor_id: Option<ID>,
    /// The name of from whom it was won, at most 200 characters. A competitor who is not there is recorded.
    pub competitor: Option<String>,
}

/// A deal that is lost.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct LoseDealInput {
    /// The deal.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// Where it goes: a stage of its pipeline for the lost. The first of them when nothing is said.
    pub stage_id: Option<ID>,
    /// Why it was lost, at most 500 characters.
    pub reason: String,
    /// Who won it instead. Say the record or the name, one of them.
    pub competitor_id: Option<ID>,
    /// The name of who won it instead, at most 200 characters. A competitor who is not there is recorded.
    pub competitor: Option<String>,
}

/// A deal that was won or lost and goes on.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ReopenDealInput {
    /// The deal.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// Where it goes on: a stage of its pipeline for open deals. Where it was last when nothing is said; the first one when
    /// that is retired.
    pub stage_id: Option<ID>,
}

/// What is to happen to a deal, checked.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// It goes to this stage.
    Move(StageId),
    /// It is won.
    Win {
        /// Where it goes.
        stage: Option<StageId>,
        /// From whom.
        competitor: Option<Named>,
    },
    /// It is lost.
    Lose {
        /// Where it goes.
        stage: Option<StageId>,
        /// Why.
        reason: String,
        /// To whom.
        competitor: Option<Named>,
    },
    /// It goes on.
    Reopen(Option<StageId>),
}

fn deal(violations: &mut Violations, id: &ID) -> Option<DealId> {
    violations.take(input::id(id, path!["input", "id"]))
}

fn stage(violations: &mut Violations, id: Option<&ID>) -> Option<StageId> {
    violations.take(input::id(id?, path!["input", "stageId"]))
}

fn competitor(violations: &mut Violations, id: Option<&ID>, name: Option<&str>) -> Option<Named> {
    if id.is_some() && name.is_some() {
        violations.add(path!["input", "competitor"], "Say the record of the competitor or the name, one of them.");
    }
    let name = text::optional(violations, path!["input", "competitor"], name, LONGEST_NAME, Lines::One);
    match id {
        Some(id) => violations.take(input::id(id, path!["input", "competitorId"])).map(Named::Id),
        None => name.map(Named::Name),
    }
}

fn checked(violations: Violations, id: Option<DealId>, step: Option<Step>) -> ApiResult<(DealId, Step)> {
    violations.check()?;
    id.zip(step).ok_or_else(|| ApiError::not_found("Deal"))
}

impl MoveDealInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(DealId, Step)> {
        let mut violations = Violations::new();
        let id = deal(&mut violations, &self.id);
        let step = stage(&mut violations, Some(&self.stage_id)).map(Step::Move);
        checked(violations, id, step)
    }
}

impl WinDealInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(DealId, Step)> {
        let mut violations = Violations::new();
        let id = deal(&mut violations, &self.id);
        let stage = stage(&mut violations, self.stage_id.as_ref());
        let competitor = competitor(&mut violations, self.competitor_id.as_ref(), self.competitor.as_deref());
        checked(violations, id, Some(Step::Win { stage, competitor }))
    }
}

impl LoseDealInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(DealId, Step)> {
        let mut violations = Violations::new();
        let id = deal(&mut violations, &self.id);
        let stage = stage(&mut violations, self.stage_id.as_ref());
        let (at, said) = (path!["input", "reason"], self.reason.as_str());
        let reason = text::optional(&mut violations, at.clone(), Some(said), LONGEST_REASON, Lines::Many);
        if said.trim().is_empty() {
            violations.add(at, "This may not be empty.");
        }
        let competitor = competitor(&mut violations, self.competitor_id.as_ref(), self.competitor.as_deref());
        checked(violations, id, reason.map(|reason| Step::Lose { stage, reason, competitor }))
    }
}

impl ReopenDealInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(DealId, Step)> {
        let mut violations = Violations::new();
        let id = deal(&mut violations, &self.id);
        let step = Step::Reopen(stage(&mut violations, self.stage_id.as_ref()));
        checked(violations, id, Some(step))
    }
}
