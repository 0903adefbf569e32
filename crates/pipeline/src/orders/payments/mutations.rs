//! Recording payments, and paying back.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{
    Payment, PaymentRow, Refund, RefundRow,
    inputs::{RecordPaymentInput, RefundOrderInput},
    service::{self, Recorded},
};
use crate::orders::Order;

/// The payment, and the order after it.
#[derive(SimpleObject)]
pub(crate) struct RecordPaymentPayload {
    /// The payment.
    payment: Payment,
    /// The order.
    order: Order,
    /// Whether it was recorded now: false for one that had been recorded under the same external id.
    is_new: bool,
}

impl From<Recorded<PaymentRow>> for RecordPaymentPayload {
    fn from(recorded: Recorded<PaymentRow>) -> Self {
        Self { payment: Open(recorded.row.into()), order: Open(recorded.order.into()), is_new: recorded.is_new }
    }
}

/// The refund, and the order after it.
#[derive(SimpleObject)]
pub(crate) struct RefundOrderPayload {
    /// The refund.
    refund: Refund,
    /// The order.
    order: Order,
    /// Whether it was recorded now: false for one that had been recorded under the same external id.
    is_new: bool,
}

impl From<Recorded<RefundRow>> for RefundOrderPayload {
    fn from(recorded: Recorded<RefundRow>) -> Self {
        Self { refund: Open(recorded.row.into()), order: Open(recorded.order.into()), is_new: recorded.is_new }
    }
}

/// The root fields that record payments and refunds.
#[derive(Default)]
pub(crate) struct PaymentMutations;

/// Recording payments, and paying back.
#[Object]
impl PaymentMutations {
    /// Records what was paid for an order. A CONFLICT for more than is still to be paid, and for a cancelled order. Once,
    /// however often it is told under the same external id.
    async fn record_payment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The payment.")] input: RecordPaymentInput,
    ) -> ApiResult<Option<RecordPaymentPayload>> {
        Ok(Some(service::payment_record(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Records what was paid back of an order, all or some of it. A CONFLICT for more than was paid. Once, however often it is
    /// told under the same external id.
    async fn refund_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order, and how much.")] input: RefundOrderInput,
    ) -> ApiResult<Option<RefundOrderPayload>> {
        Ok(Some(service::order_refund(ctx.call()?, ctx.db()?, input).await?.into()))
    }
}
