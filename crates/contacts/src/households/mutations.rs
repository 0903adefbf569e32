//! Changing households.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Household,
    inputs::{CreateHouseholdInput, HouseholdIdInput, UpdateHouseholdInput},
    service,
};

/// The household after the change.
#[derive(SimpleObject)]
pub(crate) struct HouseholdPayload {
    /// The household.
    household: Household,
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct DeleteHouseholdPayload {
    /// The global id that the household had.
    id: ID,
}

/// The root fields that change households.
#[derive(Default)]
pub(crate) struct HouseholdMutations;

/// Changing households.
#[Object]
impl HouseholdMutations {
    /// Records a household. A CONFLICT names those in which its members live already.
    async fn create_household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The household.")] input: CreateHouseholdInput,
    ) -> ApiResult<Option<HouseholdPayload>> {
        let row = service::household_create(ctx.call()?, ctx.db()?, &input).await?;
        Ok(Some(HouseholdPayload { household: Open(row.into()) }))
    }

    /// Changes a household: its name, or who lives in it.
    async fn update_household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateHouseholdInput,
    ) -> ApiResult<Option<HouseholdPayload>> {
        let row = service::household_update(ctx.call()?, ctx.db()?, &input).await?;
        Ok(Some(HouseholdPayload { household: Open(row.into()) }))
    }

    /// Removes a household for good. The people who lived in it stay.
    async fn delete_household(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The household.")] input: HouseholdIdInput,
    ) -> ApiResult<Option<DeleteHouseholdPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::household_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(DeleteHouseholdPayload { id: ID(id.to_global()) }))
    }
}
