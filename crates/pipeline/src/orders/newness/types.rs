//! How new a customer is, as clients see it.

use rapport_graphql::{
    Open, Record, Related,
    async_graphql::{Enum, SimpleObject},
    open::relation::{Relation, one},
};

use super::classify::Verdict;
use crate::orders::{OrderById, OrderId, OrderRecord};

/// How new a customer is, to the business and to a product. Free samples, cancelled orders and those that were paid back in
/// whole are no purchases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Newness {
    /// Bought nothing yet.
    NewToBusiness,
    /// Bought something, and never the product.
    NewToProduct,
    /// Had left, and comes back or has come back: the latest purchase is longer ago than the lapse, or came longer than the
    /// lapse after the one before.
    Redirected,
    /// Bought the product, and has not left since.
    Existing,
}
rapport_graphql::plain_enum!(Newness);

/// How new a customer is to a product, with the order that shows it.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "CustomerNewness", relations)]
pub struct CustomerNewnessRecord {
    /// How new.
    pub newness: Newness,
    /// The same as a sentence.
    pub explanation: String,
    /// After how many days without a purchase a customer has left.
    pub lapse_days: i32,
    #[graphql(skip)]
    evidence: Option<OrderId>,
}

/// How new a customer is, open to other modules.
pub type CustomerNewness = Open<CustomerNewnessRecord>;

impl CustomerNewnessRecord {
    pub(super) fn of(verdict: Verdict, lapse_days: i32) -> Self {
        let Verdict { newness, evidence, explanation } = verdict;
        Self { newness, explanation, lapse_days, evidence }
    }
}

impl Related for CustomerNewnessRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![one::<Self, OrderById, OrderRecord>(
            "order",
            "The order that shows it: the latest of the product for who is existing, the latest of anything otherwise; null for \
             who is new to the business.",
            |newness| newness.evidence,
        )]
    }
}
