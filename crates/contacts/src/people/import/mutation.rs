//! The root field of imports.

use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Object},
};
use rapport_kernel::ApiResult;

use super::{
    service,
    types::{ImportContactsInput, ImportContactsPayload},
};

/// The root field of imports.
#[derive(Default)]
pub(crate) struct ImportMutations;

/// Recording people out of a file.
#[Object]
impl ImportMutations {
    /// Records the people in a file, in steps of 500. Rows that are not sound, or hold what another person has, are told
    /// and passed over. With external ids it is safe to run again, also after it was broken off.
    async fn import_contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how to read it.")] input: ImportContactsInput,
    ) -> ApiResult<Option<ImportContactsPayload>> {
        let (file, most_rows) = ctx.uploaded(input.file)?;
        service::contacts_import(ctx.call()?, ctx.db()?, input, file, most_rows).await.map(Some)
    }
}
