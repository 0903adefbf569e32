//! Sharing deals with partners.

use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Object},
};
use rapport_kernel::ApiResult;

use super::{
    inputs::{ShareDealInput, UnshareDealInput},
    service,
};
use crate::deals::mutations::DealPayload;

/// The root fields that share deals.
#[derive(Default)]
pub(crate) struct SharingMutations;

/// Sharing deals with partners.
#[Object]
impl SharingMutations {
    /// Shares a deal with a partner, or says anew what the partner sees of it.
    async fn share_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal, the partner, and what they see of it.")] input: ShareDealInput,
    ) -> ApiResult<Option<DealPayload>> {
        Ok(Some(service::deal_share(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Shares a deal with a partner no more. It is no error if it is not shared.
    async fn unshare_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal, and the partner.")] input: UnshareDealInput,
    ) -> ApiResult<Option<DealPayload>> {
        Ok(Some(service::deal_unshare(ctx.call()?, ctx.db()?, &input).await?.into()))
    }
}
