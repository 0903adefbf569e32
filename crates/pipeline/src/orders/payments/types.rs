//! Payments and refunds, as clients see them.

use rapport_contacts::users::{UserById, UserId, UserRecord};
use rapport_graphql::{
    GlobalId, Open, Record, Related, Timestamp,
    async_graphql::SimpleObject,
    money::MoneyRecord,
    open::relation::{Relation, one, part},
};
use rapport_kernel::Money;

use super::{PaymentKind, PaymentRow, RefundKind, RefundRow};
use crate::{
    amounts,
    orders::{OrderById, OrderId, OrderRecord},
};

/// A payment: what a customer paid for an order.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "Payment", relations)]
pub struct PaymentRecord {
    /// The global id.
    pub id: GlobalId<PaymentKind>,
    /// The key of the payment in another system; no two payments have the same.
    pub external_id: Option<String>,
    /// When it came in.
    pub received_at: Timestamp,
    /// How it was paid: transfer, card, cash.
    pub method: Option<String>,
    /// When it was recorded.
    pub created_at: Timestamp,
    #[graphql(skip)]
    paid: Option<Money>,
    #[graphql(skip)]
    of_order: OrderId,
    #[graphql(skip)]
    by: UserId,
}

/// A payment, open to other modules.
pub type Payment = Open<PaymentRecord>;

impl From<PaymentRow> for PaymentRecord {
    fn from(row: PaymentRow) -> Self {
        Self {
            id: GlobalId(row.id),
            received_at: Timestamp(row.received_at),
            created_at: Timestamp(row.created_at),
            paid: amounts::money(Some(row.amount), Some(&row.currency)),
            of_order: row.order_id,
            by: row.recorded_by,
            external_id: row.external_id,
            method: row.method,
        }
    }
}

impl Related for PaymentRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            part::<Self, MoneyRecord>("amount", "How much, in the order's currency.", |payment| {
                payment.paid.map(MoneyRecord::from)
            }),
            one::<Self, OrderById, OrderRecord>("order", "The order; null for one that is deleted.", |payment| {
                Some(payment.of_order)
            }),
            one::<Self, UserById, UserRecord>("recordedBy", "Who recorded it.", |payment| Some(payment.by)),
        ]
    }
}

/// A refund: what a customer was paid back of an order.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "Refund", relations)]
pub struct RefundRecord {
    /// The global id.
    pub id: GlobalId<RefundKind>,
    /// The key of the refund in another system; no two refunds have the same.
    pub external_id: Option<String>,
    /// When it was paid back.
    pub refunded_at: Timestamp,
    /// Why.
    pub reason: Option<String>,
    /// When it was recorded.
    pub created_at: Timestamp,
    #[graphql(skip)]
    back: Option<Money>,
    #[graphql(skip)]
    of_order: OrderId,
    #[graphql(skip)]
    by: UserId,
}

/// A refund, open to other modules.
pub type Refund = Open<RefundRecord>;

impl From<RefundRow> for RefundRecord {
    fn from(row: RefundRow) -> Self {
        Self {
            id: GlobalId(row.id),
            refunded_at: Timestamp(row.refunded_at),
            created_at: Timestamp(row.created_at),
            back: amounts::money(Some(row.amount), Some(&row.currency)),
            of_order: row.order_id,
            by: row.recorded_by,
            external_id: row.external_id,
            reason: row.reason,
        }
    }
}

impl Related for RefundRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            part::<Self, MoneyRecord>("amount", "How much, in the order's currency.", |refund| {
                refund.back.map(MoneyRecord::from)
            }),
            one::<Self, OrderById, OrderRecord>("order", "The order; null for one that is deleted.", |refund| {
                Some(refund.of_order)
            }),
            one::<Self, UserById, UserRecord>("recordedBy", "Who recorded it.", |refund| Some(refund.by)),
        ]
    }
}
