//! Recording customer events.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::{ApiError, ApiResult};

use super::{
    CustomerEvent,
    inputs::{RecordCustomerEventInput, RecordCustomerEventsInput},
    service,
};

/// The event as it is kept.
#[derive(SimpleObject)]
pub(crate) struct CustomerEventPayload {
    /// The event.
    customer_event: CustomerEvent,
    /// Whether it was recorded now; false when its external id was known already.
    is_new: bool,
}

/// The events as they are kept.
#[derive(SimpleObject)]
pub(crate) struct CustomerEventsPayload {
    /// The events in the order of the input. One that was purged with its person meanwhile is left out.
    customer_events: Vec<CustomerEvent>,
    /// How many of them were recorded now; the others were known already by their external ids.
    new_count: i32,
}

/// The root fields that record customer events.
#[derive(Default)]
pub(crate) struct CustomerEventMutations;

/// Recording customer events.
#[Object]
impl CustomerEventMutations {
    /// Records a customer event of a registered type. The person's own record stays as it is.
    async fn record_customer_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event.")] input: RecordCustomerEventInput,
    ) -> ApiResult<Option<CustomerEventPayload>> {
        let recorded = service::customer_events_record(ctx.call()?, ctx.db()?, input.sent()).await?;
        let row = recorded.rows.into_iter().next().ok_or_else(|| ApiError::not_found("CustomerEvent"))?;
        Ok(Some(CustomerEventPayload { customer_event: Open(row.into()), is_new: recorded.new_count == 1 }))
    }

    /// Records up to 500 customer events, all or none of them. What is wrong with any of them is told at once.
    async fn record_customer_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The events.")] input: RecordCustomerEventsInput,
    ) -> ApiResult<Option<CustomerEventsPayload>> {
        let recorded = service::customer_events_record(ctx.call()?, ctx.db()?, input.sent()?).await?;
        let customer_events = recorded.rows.into_iter().map(|row| Open(row.into())).collect();
        let new_count = i32::try_from(recorded.new_count).unwrap_or(i32::MAX);
        Ok(Some(CustomerEventsPayload { customer_events, new_count }))
    }
}
