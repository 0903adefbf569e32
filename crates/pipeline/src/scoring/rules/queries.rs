//! Asking for rules of scores.

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
    ScoringRule, ScoringRuleById, ScoringRuleId, ScoringRuleRecord,
    row::{COLUMNS, ScoringRuleRow, Types},
};
use crate::leads::permissions;

/// The root fields that ask for rules of scores.
#[derive(Default)]
pub(crate) struct ScoringRuleQueries;

/// Asking for rules of scores.
#[Object]
impl ScoringRuleQueries {
    /// A rule of scores by the global id; null when there is none.
    async fn scoring_rule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<ScoringRule>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: ScoringRuleId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<ScoringRuleById>(id).await?.map(|row| Open(row.into())))
    }

    /// The rules by which people and leads get points, by name.
    async fn scoring_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<ScoringRuleRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let by_name =
            SortKey { expression: "scoring_rules.name", nullable: false, descending: false, nulls: Nulls::First };
        let listing =
            Listing::fixed("scoringRules", vec![by_name], "scoring_rules.id", page).by("scoring_rules_by_name");
        let source = Source { from: "scoring_rules", columns: COLUMNS };
        listing.load::<ScoringRuleRecord, ScoringRuleRow, Types>(ctx, source, ScoringRuleRecord::from).await.map(Some)
    }
}
