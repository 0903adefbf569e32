//! Changing orders.

use rapport_contacts::text::{self, Lines};
use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    Order, OrderRow,
    inputs::{CreateOrderInput, LONGEST_REASON, UpdateOrderInput},
    service,
};

/// Which order, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct OrderIdInput {
    /// The order.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// An order to be cancelled.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CancelOrderInput {
    /// The order.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// Why, at most 500 characters.
    pub reason: Option<String>,
}

/// The order after the change.
#[derive(SimpleObject)]
pub(crate) struct OrderPayload {
    /// The order.
    order: Order,
}

impl From<OrderRow> for OrderPayload {
    fn from(row: OrderRow) -> Self {
        Self { order: Open(row.into()) }
    }
}

/// The order that was placed.
#[derive(SimpleObject)]
pub(crate) struct CreateOrderPayload {
    /// The order.
    order: Order,
    /// Whether it was placed now: false for one that had been placed under the same external id.
    is_new: bool,
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct PurgeOrderPayload {
    /// The global id that the order had.
    id: ID,
}

/// The root fields that change orders.
#[derive(Default)]
pub(crate) struct OrderMutations;

/// Changing orders.
#[Object]
impl OrderMutations {
    /// Places an order. Once, however often and at whatever moment the same order is placed under the same external id: all
    /// who place it get the one order.
    async fn create_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: CreateOrderInput,
    ) -> ApiResult<Option<CreateOrderPayload>> {
        let placed = service::order_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(CreateOrderPayload { order: Open(placed.row.into()), is_new: placed.is_new }))
    }

    /// Changes an order. A CONFLICT for a cancelled one.
    async fn update_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateOrderInput,
    ) -> ApiResult<Option<OrderPayload>> {
        Ok(Some(service::order_update(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Cancels an order: it counts as no purchase any more, nothing is owed, and what was paid can be paid back. A CONFLICT for
    /// a cancelled one.
    async fn cancel_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order, and why.")] input: CancelOrderInput,
    ) -> ApiResult<Option<OrderPayload>> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&input.id, path!["input", "id"]));
        let (at, reason) = (path!["input", "reason"], input.reason.as_deref());
        let reason = text::optional(&mut violations, at, reason, LONGEST_REASON, Lines::Many);
        violations.check()?;
        let id = id.ok_or_else(service::not_found)?;
        let row = service::order_cancel(ctx.call()?, ctx.db()?, id, input.expected_version, reason).await?;
        Ok(Some(row.into()))
    }

    /// Deletes an order, which can be restored. It is in no list and no total.
    async fn delete_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: OrderIdInput,
    ) -> ApiResult<Option<OrderPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(service::order_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Restores a deleted order. A CONFLICT names the one that has its external id by now.
    async fn restore_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: OrderIdInput,
    ) -> ApiResult<Option<OrderPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(service::order_restore(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Removes an order for good, with its lines, payments and refunds.
    async fn purge_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: OrderIdInput,
    ) -> ApiResult<Option<PurgeOrderPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::order_purge(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(PurgeOrderPayload { id: ID(id.to_global()) }))
    }
}
