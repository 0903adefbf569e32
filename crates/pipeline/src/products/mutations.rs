//! Changing products.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Product, ProductRow,
    inputs::{CreateProductInput, UpdateProductInput},
    service,
};
use crate::removal;

/// Which product, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ProductIdInput {
    /// The product.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The product after the change.
#[derive(SimpleObject)]
pub(crate) struct ProductPayload {
    /// The product.
    product: Product,
}

impl From<ProductRow> for ProductPayload {
    fn from(row: ProductRow) -> Self {
        Self { product: Open(row.into()) }
    }
}

/// The root fields that change products.
#[derive(Default)]
pub(crate) struct ProductMutations;

/// Changing products.
#[Object]
impl ProductMutations {
    /// Records a product. A CONFLICT names the one that has its code or external id.
    async fn create_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product.")] input: CreateProductInput,
    ) -> ApiResult<Option<ProductPayload>> {
        Ok(Some(service::product_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Changes a product. A CONFLICT names the one that has its code or external id.
    async fn update_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateProductInput,
    ) -> ApiResult<Option<ProductPayload>> {
        Ok(Some(service::product_update(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Deletes a product, which can be restored. Lines of deals that have it stay as they are.
    async fn delete_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product.")] input: ProductIdInput,
    ) -> ApiResult<Option<ProductPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(removal::delete::<ProductRow>(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Restores a deleted product. A CONFLICT names the one that has its code or external id by now.
    async fn restore_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product.")] input: ProductIdInput,
    ) -> ApiResult<Option<ProductPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(removal::restore::<ProductRow>(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }
}
