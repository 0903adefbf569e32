//! A deal to be recorded.

use rapport_graphql::{
    Day,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    money::MoneyInput,
    path,
};
use rapport_kernel::ApiResult;

use super::{DealChanges, UpdateDealInput};
use crate::{
    deals::{DealType, contacts::DealContactInput, lines::inputs::DealLineInput},
    pipelines::PipelineId,
    stages::StageId,
};

/// A deal to be recorded.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CreateDealInput {
    /// The key of the deal in another system. No two living deals have the same.
    pub external_id: Option<String>,
    /// What it is about, at most 200 characters.
    pub title: String,
    /// The company that is to buy.
    pub company_id: Option<ID>,
    /// The people with whom it is negotiated, at most 50, each once.
    pub contacts: Option<Vec<DealContactInput>>,
    /// Who looks after the deal. Without it, whoever sees only their own or their team's deals.
    pub owner_id: Option<ID>,
    /// What the deal is worth, by hand: what its lines are together when nothing is said.
    pub amount: Option<MoneyInput>,
    /// What is sold, at most 200 lines, all in one currency: that of the amount, if it is said.
    pub lines: Option<Vec<DealLineInput>>,
    /// The day on which the customer is expected to have decided.
    pub expected_close_on: Option<Day>,
    /// What it is with regard to what the customer had before: what their past proposes when nothing is said.
    pub kind: Option<DealType>,
    /// The pipeline: the deal begins in its first stage. Say this or the stage.
    pub pipeline_id: Option<ID>,
    /// The stage in which the deal begins: one in use, for open deals.
    pub stage_id: Option<ID>,
}

/// Where a deal begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// In the first stage of this pipeline.
    Pipeline(PipelineId),
    /// In this stage.
    Stage(StageId),
}

impl CreateDealInput {
    /// Checks the input: a creation is a change to a deal of which nothing is known. What is null was not said.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<(Start, DealChanges)> {
        let mut violations = Violations::new();
        let start = match (&self.pipeline_id, &self.stage_id) {
            (Some(id), None) => violations.take(input::id(id, path!["input", "pipelineId"])).map(Start::Pipeline),
            (None, Some(id)) => violations.take(input::id(id, path!["input", "stageId"])).map(Start::Stage),
            _ => {
                violations.add(path!["input", "stageId"], "Say the pipeline or the stage, one of them.");
                None
            }
        };
        let input = UpdateDealInput {
            id: ID::default(),
            expected_version: None,
            external_id: self.external_id.map(Some).into(),
            title: MaybeUndefined::Value(self.title),
            company_id: self.company_id.map(Some).into(),
            contacts: self.contacts.map(Some).into(),
            owner_id: self.owner_id.map(Some).into(),
            amount: self.amount.map(Some).into(),
            lines: self.lines.map(Some).into(),
            expected_close_on: self.expected_close_on.map(Some).into(),
            kind: self.kind,
        };
        let changes = input.changes(&mut violations);
        violations.check()?;
        let start = start.ok_or_else(|| rapport_kernel::ApiError::not_found("PipelineStage"))?;
        Ok((start, changes))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::LONGEST_TITLE, *};

    #[test]
    fn every_bad_field_is_told_at_once() {
        let amount = MoneyInput { amount: rapport_graphql::MinorUnits(1), currency: "XXY".to_owned() };
        let nobody = || Some(ID::from("nobody"));
        let input = CreateDealInput {
            title: "x".repeat(LONGEST_TITLE + 1),
            company_id: nobody(),
            contacts: Some(vec![DealContactInput { contact_id: ID::from("x"), role: Some("x".repeat(101)) }]),
            owner_id: nobody(),
            amount: Some(amount),
            ..CreateDealInput::default()
        };
        assert_eq!(input.validate().unwrap_err().violations.len(), 7);
    }
}
