//! Changing price books.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    PriceBook, PriceBookRow,
    inputs::{CreatePriceBookInput, UpdatePriceBookInput},
    service,
};
use crate::removal;

/// Which price book, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PriceBookIdInput {
    /// The price book.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The price book after the change.
#[derive(SimpleObject)]
pub(crate) struct PriceBookPayload {
    /// The price book.
    price_book: PriceBook,
}

impl From<PriceBookRow> for PriceBookPayload {
    fn from(row: PriceBookRow) -> Self {
        Self { price_book: Open(row.into()) }
    }
}

/// The root fields that change price books.
#[derive(Default)]
pub(crate) struct PriceBookMutations;

/// Changing price books.
#[Object]
impl PriceBookMutations {
    /// Records a price book.
    async fn create_price_book(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The price book.")] input: CreatePriceBookInput,
    ) -> ApiResult<Option<PriceBookPayload>> {
        Ok(Some(service::price_book_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Changes a price book: its name, and prices in it.
    async fn update_price_book(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdatePriceBookInput,
    ) -> ApiResult<Option<PriceBookPayload>> {
        Ok(Some(service::price_book_update(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Deletes a price book, which can be restored. Lines of deals that were priced by it stay as they are.
    async fn delete_price_book(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The price book.")] input: PriceBookIdInput,
    ) -> ApiResult<Option<PriceBookPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(removal::delete::<PriceBookRow>(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Restores a deleted price book.
    async fn restore_price_book(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The price book.")] input: PriceBookIdInput,
    ) -> ApiResult<Option<PriceBookPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(removal::restore::<PriceBookRow>(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }
}
