//! Asking for rules of assignment.

use rapport_db::page::{Nulls, SortKey};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    LeadAssignmentRule, LeadAssignmentRuleById, LeadAssignmentRuleRecord, RuleId, RuleRow,
    row::{COLUMNS, Types},
};
use crate::leads::permissions;

/// The root fields that ask for rules of assignment.
#[derive(Default)]
pub(crate) struct LeadAssignmentQueries;

/// Asking for rules of assignment.
#[Object]
impl LeadAssignmentQueries {
    /// A rule of assignment by the global id; null when there is none.
    async fn lead_assignment_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<LeadAssignmentRule>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: RuleId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<LeadAssignmentRuleById>(id).await?.map(|row| Open(row.into())))
    }

    /// The rules by which leads are assigned, in the order in which they are asked.
    async fn lead_assignment_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<LeadAssignmentRuleRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let by_priority = SortKey {
            expression: "lead_assignment_rules.priority",
            nullable: false,
            descending: false,
            nulls: Nulls::First,
        };
        let listing = Listing::fixed("leadAssignmentRules", vec![by_priority], "lead_assignment_rules.id", page)
            .by("lead_assignment_rules_by_priority");
        let source = Source { from: "lead_assignment_rules", columns: COLUMNS };
        listing
            .load::<LeadAssignmentRuleRecord, RuleRow, Types>(ctx, source, LeadAssignmentRuleRecord::from)
            .await
            .map(Some)
    }
}
