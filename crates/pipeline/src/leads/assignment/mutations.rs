//! Changing rules of assignment.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    LeadAssignmentRule, RuleRow,
    inputs::{CreateLeadAssignmentRuleInput, UpdateLeadAssignmentRuleInput},
    service,
};

/// Which rule, for what is done to the whole of it.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct LeadAssignmentRuleIdInput {
    /// The rule.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The rule after the change.
#[derive(SimpleObject)]
pub(crate) struct LeadAssignmentRulePayload {
    /// The rule.
    lead_assignment_rule: LeadAssignmentRule,
}

impl From<RuleRow> for LeadAssignmentRulePayload {
    fn from(row: RuleRow) -> Self {
        Self { lead_assignment_rule: Open(row.into()) }
    }
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct DeleteLeadAssignmentRulePayload {
    /// The global id that the rule had.
    id: ID,
}

/// The root fields that change rules of assignment.
#[derive(Default)]
pub(crate) struct LeadAssignmentMutations;

/// Changing rules of assignment.
#[Object]
impl LeadAssignmentMutations {
    /// Records a rule that says who looks after leads for which nobody was named.
    async fn create_lead_assignment_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule.")] input: CreateLeadAssignmentRuleInput,
    ) -> ApiResult<Option<LeadAssignmentRulePayload>> {
        Ok(Some(service::rule_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Changes a rule of assignment. What it gave out stays where it is.
    async fn update_lead_assignment_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateLeadAssignmentRuleInput,
    ) -> ApiResult<Option<LeadAssignmentRulePayload>> {
        Ok(Some(service::rule_update(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Removes a rule of assignment. What it gave out stays where it is.
    async fn delete_lead_assignment_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rule.")] input: LeadAssignmentRuleIdInput,
    ) -> ApiResult<Option<DeleteLeadAssignmentRulePayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::rule_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(DeleteLeadAssignmentRulePayload { id: ID(id.to_global()) }))
    }
}
