//! Asking for competitors.

use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Competitor, CompetitorById, CompetitorKind, CompetitorRecord, CompetitorRow,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// The root fields that ask for competitors.
#[derive(Default)]
pub(crate) struct CompetitorQueries;

/// Asking for competitors.
#[Object]
impl CompetitorQueries {
    /// A competitor by the global id; null when there is none.
    async fn competitor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Competitor>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: Id<CompetitorKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<CompetitorById>(id).await?.map(|row| Open(row.into())))
    }

    /// Competitors by name, page by page: from whom deals are won, and to whom they are lost.
    async fn competitors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "True for deleted competitors instead of living ones.")] deleted: Option<bool>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<CompetitorRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let by_name =
            SortKey { expression: "competitors.name", nullable: false, descending: false, nulls: Nulls::First };
        let state = if deleted == Some(true) { "competitors.living IS NULL" } else { "competitors.living = 1" };
        let listing = Listing::fixed("competitors", vec![by_name], "competitors.id", page)
            .by("competitors_by_name")
            .and(Sql::text(state));
        let source = Source { from: "competitors", columns: COLUMNS };
        listing.load::<CompetitorRecord, CompetitorRow, Types>(ctx, source, CompetitorRecord::from).await.map(Some)
    }
}
