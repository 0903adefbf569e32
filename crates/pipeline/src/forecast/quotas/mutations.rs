//! Setting quotas.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{Quota, inputs::SetQuotasInput, service};

/// The quotas as they are now.
#[derive(SimpleObject)]
pub(crate) struct QuotasPayload {
    /// Those that were said and are there, in their order.
    quotas: Vec<Quota>,
}

/// The root field that sets quotas.
#[derive(Default)]
pub(crate) struct QuotaMutations;

/// Setting quotas.
#[Object]
impl QuotaMutations {
    /// Says what is to be won in some periods, by owners, in pipelines, or by all. All of it or nothing; the same again changes
    /// nothing.
    async fn set_quotas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quotas.")] input: SetQuotasInput,
    ) -> ApiResult<Option<QuotasPayload>> {
        let rows = service::quotas_set(ctx.call()?, ctx.db()?, &input).await?;
        Ok(Some(QuotasPayload { quotas: rows.into_iter().map(|row| Open(row.into())).collect() }))
    }
}
