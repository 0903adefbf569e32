//! The root field that imports companies.

use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Object},
};
use rapport_kernel::ApiResult;

use super::{service, types::ImportCompaniesInput};
use crate::import::ImportPayload;

/// The root field that imports companies.
#[derive(Default)]
pub(crate) struct CompanyImports;

/// Recording companies out of a file.
#[Object]
impl CompanyImports {
    /// Records the companies in a file, in steps of 500, those before others that belong to them. Rows that are not sound,
    /// or hold what another company has, are told and passed over. It is safe to run again, also after it was broken
    /// off: whose external id is known is left as it is.
    async fn import_companies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how to read it.")] input: ImportCompaniesInput,
    ) -> ApiResult<Option<ImportPayload>> {
        let (file, most_rows) = ctx.uploaded(input.file)?;
        service::companies_import(ctx.call()?, ctx.db()?, input, file, most_rows).await.map(Some)
    }
}
