//! The root field that imports orders.

use rapport_contacts::import::ImportPayload;
use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Object},
};
use rapport_kernel::ApiResult;

use super::{service, types::ImportOrdersInput};

/// The root field that imports orders.
#[derive(Default)]
pub(crate) struct OrderImports;

/// Recording orders out of a file.
#[Object]
impl OrderImports {
    /// Records the orders in a file, in steps of 500, with when they were placed and what was paid. A row is a line of an order;
    /// rows with one external id are one order, which is recorded whole or not at all. What is there already is left as it is.
    /// With external ids it is safe to run again, also after it was broken off.
    async fn import_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how to read it.")] input: ImportOrdersInput,
    ) -> ApiResult<Option<ImportPayload>> {
        let (file, most_rows) = ctx.uploaded(input.file)?;
        service::orders_import(ctx.call()?, ctx.db()?, input, file, most_rows).await.map(Some)
    }
}
