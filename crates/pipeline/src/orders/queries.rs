//! Asking for orders.

use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    Order, OrderById, OrderFilter, OrderId, OrderOrder, OrderRecord, OrderRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::permissions;

/// The root fields that ask for orders.
#[derive(Default)]
pub(crate) struct OrderQueries;

/// Asking for orders.
#[Object]
impl OrderQueries {
    /// An order by the global id; null when there is none that you may see.
    async fn order(&self, ctx: &Context<'_>, #[graphql(desc = "The global id.")] id: ID) -> ApiResult<Option<Order>> {
        ctx.call()?.require(&permissions::READ_ORDERS)?;
        let id: OrderId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<OrderById>(id).await?.map(|row| Open(row.into())))
    }

    /// Orders, page by page. `overdue: true` by `UNPAID_DUE_AT` gives what is overdue, the longest first.
    #[expect(clippy::too_many_arguments, reason = "these are the arguments of a connection")]
    async fn orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which orders. All that you may see, when nothing is said.")] filter: Option<OrderFilter>,
        #[graphql(desc = "In which order, at most 3 terms. By id when nothing is said.")] order_by: Option<
            Vec<OrderOrder>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<OrderRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ_ORDERS)?;
        let page = PageArgs::new(first, after, last, before)?;
        let asks_for_deleted = filter.as_ref().is_some_and(|filter| filter.own().asks_for_deleted());
        let listing = Listing::new(ctx, "orders", filter.as_ref(), order_by.as_deref(), page)?;
        let listing = if asks_for_deleted { listing } else { listing.and(scope::living()) };
        let listing = listing.and(scope::visible(&call.actor));
        let source = Source { from: "orders", columns: COLUMNS };
        listing.load::<OrderRecord, OrderRow, Types>(ctx, source, OrderRecord::from).await.map(Some)
    }
}
