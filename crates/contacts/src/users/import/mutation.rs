//! The root field that imports users.

use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Object},
};
use rapport_kernel::ApiResult;

use super::{service, types::ImportUsersInput};
use crate::import::ImportPayload;

/// The root field that imports users.
#[derive(Default)]
pub(crate) struct UserImports;

/// Recording users out of a file.
#[Object]
impl UserImports {
    /// Records the users in a file with their managers and teams, in steps of 500. Rows that are not sound are told and
    /// passed over. It is safe to run again: who is there already, by the e-mail address, is left as they are, and in
    /// the teams that they are in.
    async fn import_users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how to read it.")] input: ImportUsersInput,
    ) -> ApiResult<Option<ImportPayload>> {
        let (file, most_rows) = ctx.uploaded(input.file)?;
        service::users_import(ctx.call()?, ctx.db()?, input, file, most_rows).await.map(Some)
    }
}
