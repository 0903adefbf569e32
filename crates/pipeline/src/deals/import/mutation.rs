//! The root field that imports deals.

use rapport_contacts::import::ImportPayload;
use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Object},
};
use rapport_kernel::ApiResult;

use super::{service, types::ImportDealsInput};

/// The root field that imports deals.
#[derive(Default)]
pub(crate) struct DealImports;

/// Recording deals out of a file.
#[Object]
impl DealImports {
    /// Records the deals in a file, in steps of 500, with when they were recorded, entered their stages, and were won or
    /// lost: snapshots and funnels of the past count them. Rows that are not sound, or hold what another deal has, are
    /// told and passed over. With external ids it is safe to run again, also after it was broken off.
    async fn import_deals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how to read it.")] input: ImportDealsInput,
    ) -> ApiResult<Option<ImportPayload>> {
        let (file, most_rows) = ctx.uploaded(input.file)?;
        service::deals_import(ctx.call()?, ctx.db()?, input, file, most_rows).await.map(Some)
    }
}
