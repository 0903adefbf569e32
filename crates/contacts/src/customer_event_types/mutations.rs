//! Registering and changing types of customer events.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    CustomerEventType,
    inputs::{CreateCustomerEventTypeInput, CustomerEventTypeIdInput, UpdateCustomerEventTypeInput},
    service,
};

/// The type after the change.
#[derive(SimpleObject)]
pub(crate) struct CustomerEventTypePayload {
    /// The type.
    customer_event_type: CustomerEventType,
}

/// The root fields that change types of customer events.
#[derive(Default)]
pub(crate) struct CustomerEventTypeMutations;

/// Registering and changing types of customer events.
#[Object]
impl CustomerEventTypeMutations {
    /// Registers a type of customer event: from then on events of it can be recorded.
    async fn create_customer_event_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The type.")] input: CreateCustomerEventTypeInput,
    ) -> ApiResult<Option<CustomerEventTypePayload>> {
        let row = service::type_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(CustomerEventTypePayload { customer_event_type: Open(row.into()) }))
    }

    /// Changes a type of customer event. What would make recorded events wrong is refused.
    async fn update_customer_event_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateCustomerEventTypeInput,
    ) -> ApiResult<Option<CustomerEventTypePayload>> {
        let row = service::type_update(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(CustomerEventTypePayload { customer_event_type: Open(row.into()) }))
    }

    /// Retires a type of customer event: no more events of it are taken, and those that are there stay.
    async fn retire_customer_event_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The type.")] input: CustomerEventTypeIdInput,
    ) -> ApiResult<Option<CustomerEventTypePayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let row = service::type_retire(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(CustomerEventTypePayload { customer_event_type: Open(row.into()) }))
    }

    /// Takes a retired type of customer event back into use.
    async fn restore_customer_event_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The type.")] input: CustomerEventTypeIdInput,
    ) -> ApiResult<Option<CustomerEventTypePayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let row = service::type_restore(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(CustomerEventTypePayload { customer_event_type: Open(row.into()) }))
    }
}
