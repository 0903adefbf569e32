//! Asking for cadences.

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
use rapport_kernel::ApiResult;

use super::{
    Cadence, CadenceById, CadenceId, CadenceRecord, CadenceRow,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// The root fields that ask for cadences.
#[derive(Default)]
pub(crate) struct CadenceQueries;

/// Asking for cadences.
#[Object]
impl CadenceQueries {
    /// A cadence by the global id; null when there is none.
    async fn cadence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Cadence>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: CadenceId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<CadenceById>(id).await?.map(|row| Open(row.into())))
    }

    /// Cadences by name, page by page.
    async fn cadences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "True for deleted cadences instead of living ones.")] deleted: Option<bool>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<CadenceRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let by_name = SortKey { expression: "cadences.name", nullable: false, descending: false, nulls: Nulls::First };
        let state = if deleted == Some(true) { "cadences.living IS NULL" } else { "cadences.living = 1" };
        let listing =
            Listing::fixed("cadences", vec![by_name], "cadences.id", page).by("cadences_by_name").and(Sql::text(state));
        let source = Source { from: "cadences", columns: COLUMNS };
        listing.load::<CadenceRecord, CadenceRow, Types>(ctx, source, CadenceRecord::from).await.map(Some)
    }
}
