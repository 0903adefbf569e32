//! What a customer bought, as clients see it.

use rapport_graphql::{MinorUnits, Open, Record, Timestamp, async_graphql::SimpleObject};

use super::repo::PurchasesRow;

/// What a customer bought in one currency. Free samples and cancelled orders count as no purchase; what was paid for a
/// cancelled order is counted all the same, as is what was paid back of it.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "Purchases")]
pub struct PurchasesRecord {
    /// The currency, as a three-letter code of ISO 4217.
    pub currency: String,
    /// How many orders.
    pub orders: i64,
    /// What they cost together with taxes, in minor units.
    pub ordered: MinorUnits,
    /// What was paid, before anything was paid back, in minor units.
    pub paid: MinorUnits,
    /// What was paid back, in minor units.
    pub refunded: MinorUnits,
    /// When the first of them was placed.
    pub first_order_at: Option<Timestamp>,
    /// When the last of them was placed.
    pub last_order_at: Option<Timestamp>,
}

/// What a customer bought, open to other modules.
pub type Purchases = Open<PurchasesRecord>;

impl From<PurchasesRow> for PurchasesRecord {
    fn from(row: PurchasesRow) -> Self {
        Self {
            currency: row.currency,
            orders: row.orders,
            ordered: MinorUnits(row.ordered),
            paid: MinorUnits(row.paid),
            refunded: MinorUnits(row.refunded),
            first_order_at: row.first_order_at.map(Timestamp),
            last_order_at: row.last_order_at.map(Timestamp),
        }
    }
}
