//! Checking what is to be checked of a deal.

use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, ID, InputObject, Object},
    input, path,
};
use rapport_kernel::ApiResult;

use super::service::{self, Checking};
use crate::deals::mutations::DealPayload;

/// Something that has been checked of a deal.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CheckDealItemInput {
    /// The deal.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The item, of a checklist of a stage of the deal's pipeline.
    pub item_id: ID,
    /// Whether it has been checked; false takes it back.
    pub is_checked: Option<bool>,
}

/// The root field that checks what is to be checked.
#[derive(Default)]
pub(crate) struct GateMutations;

/// Checking what is to be checked of a deal.
#[Object]
impl GateMutations {
    /// Writes down that something has been checked of a deal, or takes that back.
    async fn check_deal_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal, and what has been checked.")] input: CheckDealItemInput,
    ) -> ApiResult<Option<DealPayload>> {
        let checking = Checking {
            deal: input::id(&input.id, path!["input", "id"])?,
            item: input::id(&input.item_id, path!["input", "itemId"])?,
            is_checked: input.is_checked.unwrap_or(true),
            expected: input.expected_version,
        };
        Ok(Some(service::deal_check(ctx.call()?, ctx.db()?, checking).await?.into()))
    }
}
