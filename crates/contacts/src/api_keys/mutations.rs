//! Making and revoking API keys.

use rapport_graphql::{
    ContextExt, Open,
    assembly::KnownPermissions,
    async_graphql::{Context, Object, SimpleObject},
    input, path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{
    ApiKey,
    inputs::{ApiKeyIdInput, CreateApiKeyInput},
    service,
};

/// The key that was made.
#[derive(SimpleObject)]
pub(crate) struct CreateApiKeyPayload {
    /// What is kept of the key.
    api_key: ApiKey,
    /// The key itself, for `Authorization: Bearer` or `X-API-Key`. It is shown here and never again: also not when the same
    /// request is sent again under its idempotency key, which answers null.
    secret: Option<String>,
}

/// The key after the change.
#[derive(SimpleObject)]
pub(crate) struct ApiKeyPayload {
    /// The key.
    api_key: ApiKey,
}

/// The root fields that change API keys.
#[derive(Default)]
pub(crate) struct ApiKeyMutations;

/// Making and revoking API keys.
#[Object]
impl ApiKeyMutations {
    /// Makes an API key. Only people do: a key makes no keys, so that whoever finds one has it until it is revoked, and no
    /// longer.
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: CreateApiKeyInput,
    ) -> ApiResult<Option<CreateApiKeyPayload>> {
        let known = ctx.data_opt::<KnownPermissions>().ok_or_else(|| ApiError::internal("no permissions are known"))?;
        let (row, secret) = service::key_create(ctx.call()?, ctx.db()?, &known.0, input).await?;
        Ok(Some(CreateApiKeyPayload { api_key: Open(row.into()), secret }))
    }

    /// Revokes an API key for good: within five seconds it opens no door. One that is revoked already stays as it is.
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: ApiKeyIdInput,
    ) -> ApiResult<Option<ApiKeyPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let row = service::key_revoke(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(ApiKeyPayload { api_key: Open(row.into()) }))
    }
}
