//! Asking for deals.

use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Deal, DealById, DealFilter, DealKind, DealOrder, DealRecord, DealRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::permissions;

/// The root fields that ask for deals.
#[derive(Default)]
pub(crate) struct DealQueries;

/// Asking for deals.
#[Object]
impl DealQueries {
    /// A deal by the global id; null when there is none that you may see.
    async fn deal(&self, ctx: &Context<'_>, #[graphql(desc = "The global id.")] id: ID) -> ApiResult<Option<Deal>> {
        ctx.call()?.require(&permissions::READ_DEALS)?;
        let id: Id<DealKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<DealById>(id).await?.map(|row| Open(row.into())))
    }

    /// Deals, page by page.
    #[expect(clippy::too_many_arguments, reason = "these are the arguments of a connection")]
    async fn deals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deals. All that you may see, when nothing is said.")] filter: Option<DealFilter>,
        #[graphql(desc = "In which order, at most 3 terms. By id when nothing is said.")] order_by: Option<
            Vec<DealOrder>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<DealRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ_DEALS)?;
        let page = PageArgs::new(first, after, last, before)?;
        let asks_for_deleted = filter.as_ref().is_some_and(|filter| filter.own().asks_for_deleted());
        let listing = Listing::new(ctx, "deals", filter.as_ref(), order_by.as_deref(), page)?;
        let listing = if asks_for_deleted { listing } else { listing.and(scope::living()) };
        let listing = listing.and(scope::visible(&call.actor));
        let source = Source { from: "deals", columns: COLUMNS };
        listing.load::<DealRecord, DealRow, Types>(ctx, source, DealRecord::from).await.map(Some)
    }
}
