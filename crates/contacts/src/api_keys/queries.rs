//! Asking for API keys.

use rapport_db::page::{Nulls, SortKey};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    ApiKey, ApiKeyById, ApiKeyId, ApiKeyRecord, ApiKeyRow,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// The root fields that ask for API keys.
#[derive(Default)]
pub(crate) struct ApiKeyQueries;

/// Asking for API keys.
#[Object]
impl ApiKeyQueries {
    /// An API key by the global id; null when there is none.
    async fn api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<ApiKey>> {
        ctx.call()?.require(&permissions::MANAGE_API_KEYS)?;
        let id: ApiKeyId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<ApiKeyById>(id).await?.map(|row| Open(row.into())))
    }

    /// All API keys by name, the expired and revoked too, page by page.
    async fn api_keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<ApiKeyRecord>>> {
        ctx.call()?.require(&permissions::MANAGE_API_KEYS)?;
        let page = PageArgs::new(first, after, last, before)?;
        let expression = "api_keys.name";
        let by_name = SortKey { expression, nullable: false, descending: false, nulls: Nulls::First };
        let listing = Listing::fixed("apiKeys", vec![by_name], "api_keys.id", page);
        let source = Source { from: "api_keys", columns: COLUMNS };
        listing.load::<ApiKeyRecord, ApiKeyRow, Types>(ctx, source, ApiKeyRecord::from).await.map(Some)
    }
}
