//! Changing affiliations.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Affiliation,
    inputs::{CreateAffiliationInput, CreateAffiliationsInput, UpdateAffiliationInput},
    service,
};

/// Which affiliation, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct AffiliationIdInput {
    /// The affiliation.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The affiliation after the change.
#[derive(SimpleObject)]
pub(crate) struct AffiliationPayload {
    /// The affiliation.
    affiliation: Affiliation,
}

/// The affiliations after the change.
#[derive(SimpleObject)]
pub(crate) struct AffiliationsPayload {
    /// The affiliations, in the order of the input.
    affiliations: Vec<Affiliation>,
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct DeleteAffiliationPayload {
    /// The global id that the affiliation had.
    id: ID,
}

/// The root fields that change affiliations.
#[derive(Default)]
pub(crate) struct AffiliationMutations;

/// Changing affiliations.
#[Object]
impl AffiliationMutations {
    /// Records a role of a person at a company. A new primary one takes the place of the one that was.
    async fn create_affiliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The affiliation.")] input: CreateAffiliationInput,
    ) -> ApiResult<Option<AffiliationPayload>> {
        let row = service::affiliation_create(ctx.call()?, ctx.db()?, &input).await?;
        Ok(Some(AffiliationPayload { affiliation: Open(row.into()) }))
    }

    /// Records up to 500 roles in one transaction: all of them, or none. They count as recorded one after the other:
    /// the last primary one of a person stays it.
    async fn create_affiliations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The affiliations.")] input: CreateAffiliationsInput,
    ) -> ApiResult<Option<AffiliationsPayload>> {
        let rows = service::affiliations_create(ctx.call()?, ctx.db()?, &input).await?;
        Ok(Some(AffiliationsPayload { affiliations: rows.into_iter().map(|row| Open(row.into())).collect() }))
    }

    /// Changes an affiliation. A new primary one takes the place of the one that was.
    async fn update_affiliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateAffiliationInput,
    ) -> ApiResult<Option<AffiliationPayload>> {
        let row = service::affiliation_update(ctx.call()?, ctx.db()?, &input).await?;
        Ok(Some(AffiliationPayload { affiliation: Open(row.into()) }))
    }

    /// Removes an affiliation for good. For a role that is over, set `endsOn` instead. No other becomes the primary
    /// one in its place.
    async fn delete_affiliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The affiliation.")] input: AffiliationIdInput,
    ) -> ApiResult<Option<DeleteAffiliationPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::affiliation_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(DeleteAffiliationPayload { id: ID(id.to_global()) }))
    }
}
