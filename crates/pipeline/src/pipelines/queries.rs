//! Asking for pipelines.

use rapport_db::page::{Nulls, SortKey};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Pipeline, PipelineById, PipelineKind, PipelineRecord, PipelineRow,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// The root fields that ask for pipelines.
#[derive(Default)]
pub(crate) struct PipelineQueries;

/// Asking for pipelines.
#[Object]
impl PipelineQueries {
    /// A pipeline by the global id; null when there is none.
    async fn pipeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Pipeline>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: Id<PipelineKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<PipelineById>(id).await?.map(|row| Open(row.into())))
    }

    /// All pipelines by name, page by page.
    async fn pipelines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<PipelineRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let by_name = SortKey { expression: "pipelines.name", nullable: false, descending: false, nulls: Nulls::First };
        let listing = Listing::fixed("pipelines", vec![by_name], "pipelines.id", page);
        let source = Source { from: "pipelines", columns: COLUMNS };
        listing.load::<PipelineRecord, PipelineRow, Types>(ctx, source, PipelineRecord::from).await.map(Some)
    }
}
