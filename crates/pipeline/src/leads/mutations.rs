//! Changing leads.

use rapport_contacts::{companies::CompanyById, people::ContactById};
use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Lead, LeadRow,
    inputs::{ConvertLeadInput, CreateLeadInput, UpdateLeadInput},
    service,
};
use crate::deals::{Deal, DealById};

/// Which lead, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct LeadIdInput {
    /// The lead.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The lead after the change.
#[derive(SimpleObject)]
pub(crate) struct LeadPayload {
    /// The lead.
    lead: Lead,
}

impl From<LeadRow> for LeadPayload {
    fn from(row: LeadRow) -> Self {
        Self { lead: Open(row.into()) }
    }
}

/// What a lead has become.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct ConvertLeadPayload {
    /// The lead.
    lead: Lead,
    #[graphql(skip)]
    row: LeadRow,
}

/// What a lead has become.
#[ComplexObject]
impl ConvertLeadPayload {
    /// The person whom it has become, as far as you may see them.
    async fn contact(&self, ctx: &Context<'_>) -> ApiResult<Option<rapport_contacts::people::Contact>> {
        let Some(id) = self.row.contact_id else { return Ok(None) };
        Ok(ctx.load::<ContactById>(id).await?.map(|row| Open(row.into())))
    }

    /// The person's company.
    async fn company(&self, ctx: &Context<'_>) -> ApiResult<Option<rapport_contacts::companies::Company>> {
        let Some(id) = self.row.company_id else { return Ok(None) };
        Ok(ctx.load::<CompanyById>(id).await?.map(|row| Open(row.into())))
    }

    /// The deal that has come of it, as far as you may see it.
    async fn deal(&self, ctx: &Context<'_>) -> ApiResult<Option<Deal>> {
        let Some(id) = self.row.deal_id else { return Ok(None) };
        Ok(ctx.load::<DealById>(id).await?.map(|row| Open(row.into())))
    }
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct PurgeLeadPayload {
    /// The global id that the lead had.
    id: ID,
}

/// The root fields that change leads.
#[derive(Default)]
pub(crate) struct LeadMutations;

/// Changing leads.
#[Object]
impl LeadMutations {
    /// Records a lead.
    async fn create_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead.")] input: CreateLeadInput,
    ) -> ApiResult<Option<LeadPayload>> {
        Ok(Some(service::lead_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Changes a lead.
    async fn update_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateLeadInput,
    ) -> ApiResult<Option<LeadPayload>> {
        Ok(Some(service::lead_update(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Makes of a lead a person of the house, with company and deal: those that are named, or else known by the e-mail
    /// address, or else new ones; all of it or nothing. A lead is converted once: whoever does it again gets what the first
    /// made of it, whatever they ask for.
    async fn convert_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead, and what is to come of it.")] input: ConvertLeadInput,
    ) -> ApiResult<Option<ConvertLeadPayload>> {
        let row = service::lead_convert(ctx.call()?, ctx.db()?, &input).await?;
        Ok(Some(ConvertLeadPayload { lead: Open(row.clone().into()), row }))
    }

    /// Deletes a lead, which can be restored. What it was converted into stays.
    async fn delete_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead.")] input: LeadIdInput,
    ) -> ApiResult<Option<LeadPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(service::lead_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Restores a deleted lead.
    async fn restore_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead.")] input: LeadIdInput,
    ) -> ApiResult<Option<LeadPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(service::lead_restore(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Removes a lead for good. The log keeps that there was one, and forgets who it was. What it was converted into stays.
    async fn purge_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead.")] input: LeadIdInput,
    ) -> ApiResult<Option<PurgeLeadPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::lead_purge(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(PurgeLeadPayload { id: ID(id.to_global()) }))
    }
}
