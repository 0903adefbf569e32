//! Changing profiles of ideal customers.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{
    IdealCustomerProfile,
    inputs::{CreateIdealCustomerProfileInput, IdealCustomerProfileIdInput},
    service,
};

/// The profile that was recorded.
#[derive(SimpleObject)]
pub(crate) struct IdealCustomerProfilePayload {
    /// The profile.
    ideal_customer_profile: IdealCustomerProfile,
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct DeleteIdealCustomerProfilePayload {
    /// The global id that the profile had.
    id: ID,
}

/// The root fields that change profiles.
#[derive(Default)]
pub(crate) struct FitMutations;

/// Changing profiles of ideal customers.
#[Object]
impl FitMutations {
    /// Records what an ideal customer is like: by criteria, or learned from the companies of won deals.
    async fn create_ideal_customer_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The profile.")] input: CreateIdealCustomerProfileInput,
    ) -> ApiResult<Option<IdealCustomerProfilePayload>> {
        let row = service::profile_create(ctx.call()?, ctx.db()?, &input).await?;
        Ok(Some(IdealCustomerProfilePayload { ideal_customer_profile: Open(row.into()) }))
    }

    /// Removes a profile of ideal customers.
    async fn delete_ideal_customer_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The profile.")] input: IdealCustomerProfileIdInput,
    ) -> ApiResult<Option<DeleteIdealCustomerProfilePayload>> {
        let id = service::profile_delete(ctx.call()?, ctx.db()?, input.validate()?, input.expected_version).await?;
        Ok(Some(DeleteIdealCustomerProfilePayload { id: ID(id.to_global()) }))
    }
}
