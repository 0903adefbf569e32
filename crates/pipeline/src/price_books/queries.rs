//! Asking for price books.

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
    PriceBook, PriceBookById, PriceBookKind, PriceBookRecord, PriceBookRow,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// The root fields that ask for price books.
#[derive(Default)]
pub(crate) struct PriceBookQueries;

/// Asking for price books.
#[Object]
impl PriceBookQueries {
    /// A price book by the global id; null when there is none.
    async fn price_book(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<PriceBook>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: Id<PriceBookKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<PriceBookById>(id).await?.map(|row| Open(row.into())))
    }

    /// All price books by name, page by page.
    async fn price_books(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "True for deleted price books instead of living ones.")] deleted: Option<bool>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<PriceBookRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let by_name =
            SortKey { expression: "price_books.name", nullable: false, descending: false, nulls: Nulls::First };
        let state = if deleted == Some(true) { "price_books.living IS NULL" } else { "price_books.living = 1" };
        let listing = Listing::fixed("priceBooks", vec![by_name], "price_books.id", page)
            .by("price_books_by_name")
            .and(Sql::text(state));
        let source = Source { from: "price_books", columns: COLUMNS };
        listing.load::<PriceBookRecord, PriceBookRow, Types>(ctx, source, PriceBookRecord::from).await.map(Some)
    }
}
