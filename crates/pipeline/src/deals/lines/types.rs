//! A line, as clients see one.

use rapport_graphql::{
    MinorUnits, Open, Record, Related,
    async_graphql::SimpleObject,
    money::MoneyRecord,
    open::relation::{Relation, one, part},
};
use rapport_kernel::Money;

use super::{LineRow, arithmetic::a_month};
use crate::{
    amounts, permissions,
    products::{Billing, ProductById, ProductId, ProductRecord},
};

/// A line of a deal: something that is sold by it.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "DealLine", relations)]
pub struct DealLineRecord {
    /// What is sold, as it was called when the line was written.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The discount in hundredths of a percent: 1250 is 12.5 %.
    pub discount_basis_points: u32,
    /// How often it is paid.
    pub billing: Billing,
    /// How many payments the deal is about: 1 for what is paid once.
    pub payments: u32,
    #[graphql(skip)]
    product: Option<ProductId>,
    #[graphql(skip)]
    unit_price: Option<Money>,
    #[graphql(skip)]
    unit_cost: Option<Money>,
    #[graphql(skip)]
    subtotal: Option<Money>,
    #[graphql(skip)]
    total: Option<Money>,
}

/// A line, open to other modules.
pub type DealLine = Open<DealLineRecord>;

impl From<LineRow> for DealLineRecord {
    fn from(row: LineRow) -> Self {
        let money = |amount| amounts::money(Some(amount), Some(&row.currency));
        Self {
            quantity: row.quantity,
            discount_basis_points: row.discount,
            billing: row.billing(),
            payments: row.payments,
            product: row.product_id,
            unit_price: money(row.unit_price),
            unit_cost: row.unit_cost.and_then(money),
            subtotal: money(row.subtotal),
            total: money(row.total),
            name: row.name,
        }
    }
}

impl Related for DealLineRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, ProductById, ProductRecord>(
                "product",
                "The product; null when it is none of the catalogue, or deleted.",
                |line| line.product,
            ),
            part::<Self, MoneyRecord>("unitPrice", "What one costs, before the discount.", |line| {
                line.unit_price.map(MoneyRecord::from)
            }),
            part::<Self, MoneyRecord>("unitCost", "What one costs whoever sells it.", |line| {
                line.unit_cost.map(MoneyRecord::from)
            })
            .needs(permissions::MARGIN),
            part::<Self, MoneyRecord>(
                "subtotal",
                "What is paid each time: quantity times unit price less the discount, rounded half up to the minor unit.",
                |line| line.subtotal.map(MoneyRecord::from),
            ),
            part::<Self, MoneyRecord>("total", "What all payments are together.", |line| {
                line.total.map(MoneyRecord::from)
            }),
        ]
    }
}

/// What the lines of a deal bring again and again, while they run.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "RecurringRevenue")]
pub struct RecurringRevenueRecord {
    /// A twelfth of what comes in a year, rounded half up, in minor units.
    pub per_month: MinorUnits,
    /// What comes in a year, in minor units: twelve monthly payments, four quarterly ones, or a yearly one of each line.
    pub per_year: MinorUnits,
    /// The currency, as a three-letter code of ISO 4217.
    pub currency: String,
}

/// Recurring revenue, open to other modules.
pub type RecurringRevenue = Open<RecurringRevenueRecord>;

impl RecurringRevenueRecord {
    /// What comes in each year.
    pub(crate) fn of_year(of_year: Money) -> Self {
        Self {
            per_month: MinorUnits(a_month(of_year.amount)),
            per_year: MinorUnits(of_year.amount),
            currency: of_year.currency.code().to_owned(),
        }
    }
}
