//! The root field that imports products.

use rapport_contacts::import::ImportPayload;
use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Object},
};
use rapport_kernel::ApiResult;

use super::{service, types::ImportProductsInput};

/// The root field that imports products.
#[derive(Default)]
pub(crate) struct ProductImports;

/// Recording products out of a file.
#[Object]
impl ProductImports {
    /// Records the products in a file, in steps of 500. Rows that are not sound, or hold what another product has, are told
    /// and passed over. With external ids it is safe to run again: a product that is there is left as it is.
    async fn import_products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how to read it.")] input: ImportProductsInput,
    ) -> ApiResult<Option<ImportPayload>> {
        let (file, most_rows) = ctx.uploaded(input.file)?;
        service::products_import(ctx.call()?, ctx.db()?, input, file, most_rows).await.map(Some)
    }
}
