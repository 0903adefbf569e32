//! Changing partners.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Partner, PartnerRow,
    inputs::{CreatePartnerInput, UpdatePartnerInput},
    service,
};
use crate::removal;

/// Which partner, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PartnerIdInput {
    /// The partner.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The partner after the change.
#[derive(SimpleObject)]
pub(crate) struct PartnerPayload {
    /// The partner.
    partner: Partner,
}

impl From<PartnerRow> for PartnerPayload {
    fn from(row: PartnerRow) -> Self {
        Self { partner: Open(row.into()) }
    }
}

/// The root fields that change partners.
#[derive(Default)]
pub(crate) struct PartnerMutations;

/// Changing partners.
#[Object]
impl PartnerMutations {
    /// Records a partner.
    async fn create_partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The partner.")] input: CreatePartnerInput,
    ) -> ApiResult<Option<PartnerPayload>> {
        Ok(Some(service::partner_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Changes a partner: its name, and who acts for it.
    async fn update_partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdatePartnerInput,
    ) -> ApiResult<Option<PartnerPayload>> {
        Ok(Some(service::partner_update(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Deletes a partner, which can be restored. Until then who acts for it sees nothing that was shared with it.
    async fn delete_partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The partner.")] input: PartnerIdInput,
    ) -> ApiResult<Option<PartnerPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(removal::delete::<PartnerRow>(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Restores a deleted partner, with what is shared with it.
    async fn restore_partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The partner.")] input: PartnerIdInput,
    ) -> ApiResult<Option<PartnerPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(removal::restore::<PartnerRow>(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }
}
