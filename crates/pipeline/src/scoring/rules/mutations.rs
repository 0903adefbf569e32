//! Changing rules of scores.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    ScoringRule,
    inputs::{CreateScoringRuleInput, UpdateScoringRuleInput},
    row::ScoringRuleRow,
    service,
};

/// Which rule, for what is done to the whole of it.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ScoringRuleIdInput {
    /// The rule.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The rule after the change.
#[derive(SimpleObject)]
pub(crate) struct ScoringRulePayload {
    /// The rule.
    scoring_rule: ScoringRule,
}

impl From<ScoringRuleRow> for ScoringRulePayload {
    fn from(row: ScoringRuleRow) -> Self {
        Self { scoring_rule: Open(row.into()) }
    }
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct DeleteScoringRulePayload {
    /// The global id that the rule had.
    id: ID,
}

/// The root fields that change rules of scores.
#[derive(Default)]
pub(crate) struct ScoringRuleMutations;

/// Changing rules of scores.
#[Object]
impl ScoringRuleMutations {
    /// Records a rule that gives people and leads points. It counts at once, also for what was before.
    async fn create_scoring_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule.")] input: CreateScoringRuleInput,
    ) -> ApiResult<Option<ScoringRulePayload>> {
        Ok(Some(service::rule_create(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Changes a rule of scores. It counts at once, also for what was before.
    async fn update_scoring_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateScoringRuleInput,
    ) -> ApiResult<Option<ScoringRulePayload>> {
        Ok(Some(service::rule_update(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Removes a rule of scores, with the points that it gave.
    async fn delete_scoring_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule.")] input: ScoringRuleIdInput,
    ) -> ApiResult<Option<DeleteScoringRulePayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::rule_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(DeleteScoringRulePayload { id: ID(id.to_global()) }))
    }
}
