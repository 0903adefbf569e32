//! An order, as clients see one.

use chrono::NaiveDateTime;
use rapport_contacts::{
    companies::{CompanyById, CompanyId, CompanyRecord},
    people::{ContactById, ContactId, ContactRecord},
    users::{UserById, UserId, UserRecord},
};
use rapport_graphql::{
    GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    money::MoneyRecord,
    open::relation::{Relation, list, one, part, value},
};
use rapport_kernel::{ApiResult, Currency, Money};

use super::{
    OrderId, OrderKind, OrderRow,
    lines::{OrderLineRecord, loaders::LinesByOrderId},
    loaders::IsOverdueByDueAt,
    payments::{
        PaymentRecord, RefundRecord,
        loaders::{PaymentsByOrderId, RefundsByOrderId},
    },
};
use crate::deals::{DealById, DealId, DealRecord};

/// How an order stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OrderStatus {
    /// It was placed and holds.
    #[default]
    Placed,
    /// It was taken back: it counts as no purchase, and nothing is owed.
    Cancelled,
}
rapport_graphql::plain_enum!(OrderStatus);

/// How far an order is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum PaymentStatus {
    /// Nothing was paid.
    #[default]
    Unpaid,
    /// Some of it was paid.
    PartlyPaid,
    /// All of it was paid, or it costs nothing.
    Paid,
    /// Some of what was paid was paid back.
    PartlyRefunded,
    /// All that was paid was paid back.
    Refunded,
}
rapport_graphql::plain_enum!(PaymentStatus);

impl PaymentStatus {
    /// How far an order of this total is paid.
    pub(crate) const fn of(total: i64, paid: i64, refunded: i64) -> Self {
        match (paid, refunded) {
            (_, 1..) if refunded >= paid => Self::Refunded,
            (_, 1..) => Self::PartlyRefunded,
            _ if paid >= total => Self::Paid,
            (1.., _) => Self::PartlyPaid,
            _ => Self::Unpaid,
        }
    }
}

/// An order: what a customer bought.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Order", relations)]
pub struct OrderRecord {
    /// The global id.
    pub id: GlobalId<OrderKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The key of the order in another system; no two living orders have the same.
    pub external_id: Option<String>,
    /// How it stands.
    pub status: OrderStatus,
    /// How far it is paid.
    pub payment_status: PaymentStatus,
    /// Whether all of it is free samples: it then counts as no purchase.
    pub is_free_sample: bool,
    /// The currency of all its amounts, as a three-letter code of ISO 4217.
    pub currency: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it is to be paid.
    pub due_at: Option<Timestamp>,
    /// What else there is to say.
    pub note: Option<String>,
    /// When it was cancelled; null for one that holds.
    pub cancelled_at: Option<Timestamp>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// When the order was first recorded.
    pub created_at: Timestamp,
    /// When the order was last changed.
    pub updated_at: Timestamp,
    /// When the order was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    order: OrderId,
    #[graphql(skip)]
    amounts: Amounts,
    #[graphql(skip)]
    unpaid_due_at: Option<NaiveDateTime>,
    #[graphql(skip)]
    by_contact: Option<ContactId>,
    #[graphql(skip)]
    by_company: Option<CompanyId>,
    #[graphql(skip)]
    of_deal: Option<DealId>,
    #[graphql(skip)]
    owned_by: Option<UserId>,
}

/// The amounts of an order, in its currency.
#[derive(Clone, Copy, Debug)]
struct Amounts {
    currency: Option<Currency>,
    net: i64,
    tax: i64,
    total: i64,
    paid: i64,
    refunded: i64,
    balance: i64,
}

impl Amounts {
    fn money(&self, amount: i64) -> Option<MoneyRecord> {
        self.currency.map(|currency| Money { amount, currency }.into())
    }
}

/// An order, open to other modules.
pub type Order = Open<OrderRecord>;

impl From<OrderRow> for OrderRecord {
    fn from(row: OrderRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            status: row.status(),
            payment_status: PaymentStatus::of(row.total, row.paid, row.refunded),
            is_free_sample: row.is_free_sample,
            amounts: Amounts {
                currency: row.money_in(),
                net: row.net,
                tax: row.tax,
                total: row.total,
                paid: row.paid,
                refunded: row.refunded,
                balance: row.balance(),
            },
            unpaid_due_at: row.unpaid_due_at(),
            external_id: row.external_id,
            currency: row.currency,
            placed_at: Timestamp(row.placed_at),
            due_at: row.due_at.map(Timestamp),
            note: row.note,
            cancelled_at: row.cancelled_at.map(Timestamp),
            cancel_reason: row.cancel_reason,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            order: row.id,
            by_contact: row.contact_id,
            by_company: row.company_id,
            of_deal: row.deal_id,
            owned_by: row.owner_id,
        }
    }
}

impl OrderRecord {
    /// The id, for modules that add to orders.
    #[must_use]
    pub const fn order_id(&self) -> OrderId {
        self.order
    }
}

impl Related for OrderRecord {
    fn relations() -> Vec<Relation<Self>> {
        let mut all = amounts();
        all.extend(whose());
        all
    }
}

/// What it costs, and what was paid.
fn amounts() -> Vec<Relation<OrderRecord>> {
    vec![
        list::<OrderRecord, LinesByOrderId, OrderLineRecord>("lines", "What was bought.", OrderRecord::order_id),
        part::<OrderRecord, MoneyRecord>("net", "What its lines are together, without taxes.", |order| {
            order.amounts.money(order.amounts.net)
        }),
        part::<OrderRecord, MoneyRecord>("tax", "The taxes of its lines together.", |order| {
            order.amounts.money(order.amounts.tax)
        }),
        part::<OrderRecord, MoneyRecord>("total", "What it costs with taxes.", |order| {
            order.amounts.money(order.amounts.total)
        }),
        part::<OrderRecord, MoneyRecord>("paid", "What was paid, before anything was paid back.", |order| {
            order.amounts.money(order.amounts.paid)
        }),
        part::<OrderRecord, MoneyRecord>("refunded", "What was paid back.", |order| {
            order.amounts.money(order.amounts.refunded)
        }),
        part::<OrderRecord, MoneyRecord>(
            "balance",
            "What is still to be paid: the total less what was paid, nothing for a cancelled order. What was paid back is \
             owed no more.",
            |order| order.amounts.money(order.amounts.balance),
        ),
        value::<OrderRecord, IsOverdueByDueAt, bool>(
            "isOverdue",
            "Whether something is still to be paid and was due before now.",
            |order| order.unpaid_due_at,
            |is_overdue| is_overdue,
        ),
        list::<OrderRecord, PaymentsByOrderId, PaymentRecord>(
            "payments",
            "What was paid, in the order in which it was recorded.",
            OrderRecord::order_id,
        ),
        list::<OrderRecord, RefundsByOrderId, RefundRecord>(
            "refunds",
            "What was paid back, in the order in which it was recorded.",
            OrderRecord::order_id,
        ),
    ]
}

/// Who bought, from whom.
fn whose() -> Vec<Relation<OrderRecord>> {
    vec![
        one::<OrderRecord, ContactById, ContactRecord>(
            "contact",
            "The person who bought; null when there is none, or whom you may not see.",
            |order| order.by_contact,
        ),
        one::<OrderRecord, CompanyById, CompanyRecord>(
            "company",
            "The company that bought; null when there is none, or it is deleted.",
            |order| order.by_company,
        ),
        one::<OrderRecord, DealById, DealRecord>(
            "deal",
            "The deal that it came from; null when there is none, or which you may not see.",
            |order| order.of_deal,
        ),
        one::<OrderRecord, UserById, UserRecord>("owner", "Who looks after the order.", |order| order.owned_by),
    ]
}

/// An order: what a customer bought.
#[ComplexObject]
impl OrderRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        // Whoever sees the order sees its texts.
        events_of_record(ctx, self.order.uuid(), first, before, true).await.map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_an_order_is_paid() {
        let of = PaymentStatus::of;
        assert_eq!(
            [of(10, 0, 0), of(10, 9, 0), of(10, 10, 0), of(10, 10, 9), of(10, 5, 5), of(0, 0, 0)],
            [
                PaymentStatus::Unpaid,
                PaymentStatus::PartlyPaid,
                PaymentStatus::Paid,
                PaymentStatus::PartlyRefunded,
                PaymentStatus::Refunded,
                PaymentStatus::Paid
            ]
        );
    }
}
