//! Asking for types of customer events.

use rapport_db::page::{Nulls, SortKey};
use rapport_graphql::{
    Connection, ContextExt, PageArgs,
    async_graphql::{Context, Object},
    list::{Listing, Source},
};
use rapport_kernel::ApiResult;

use super::{
    CustomerEventTypeRecord, CustomerEventTypeRow,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// The root fields that ask for types of customer events.
#[derive(Default)]
pub(crate) struct CustomerEventTypeQueries;

/// Asking for types of customer events.
#[Object]
impl CustomerEventTypeQueries {
    /// All types of customer events by name, the retired too, page by page.
    async fn customer_event_types(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<CustomerEventTypeRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let expression = "customer_event_types.name";
        let by_name = SortKey { expression, nullable: false, descending: false, nulls: Nulls::First };
        let listing = Listing::fixed("customerEventTypes", vec![by_name], "customer_event_types.id", page);
        let source = Source { from: "customer_event_types", columns: COLUMNS };
        let record = CustomerEventTypeRecord::from;
        listing.load::<CustomerEventTypeRecord, CustomerEventTypeRow, Types>(ctx, source, record).await.map(Some)
    }
}
