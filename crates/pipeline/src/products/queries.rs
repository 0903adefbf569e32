//! Asking for products.

use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Product, ProductById, ProductFilter, ProductKind, ProductOrder, ProductRecord, ProductRow, repo,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// The root fields that ask for products.
#[derive(Default)]
pub(crate) struct ProductQueries;

/// Asking for products.
#[Object]
impl ProductQueries {
    /// A product by the global id; null when there is none.
    async fn product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Product>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: Id<ProductKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<ProductById>(id).await?.map(|row| Open(row.into())))
    }

    /// Products, page by page.
    #[expect(clippy::too_many_arguments, reason = "these are the arguments of a connection")]
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which products. All the living, when nothing is said.")] filter: Option<ProductFilter>,
        #[graphql(desc = "In which order, at most 3 terms. By id when nothing is said.")] order_by: Option<
            Vec<ProductOrder>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<ProductRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let asks_for_deleted = filter.as_ref().is_some_and(|filter| filter.own().asks_for_deleted());
        let listing = Listing::new(ctx, "products", filter.as_ref(), order_by.as_deref(), page)?;
        let listing = if asks_for_deleted { listing } else { listing.and(repo::living()) };
        let source = Source { from: "products", columns: COLUMNS };
        listing.load::<ProductRecord, ProductRow, Types>(ctx, source, ProductRecord::from).await.map(Some)
    }
}
