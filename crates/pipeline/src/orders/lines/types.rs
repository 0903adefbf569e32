//! A line, as clients see one.

use rapport_graphql::{
    Open, Record, Related,
    async_graphql::SimpleObject,
    money::MoneyRecord,
    open::relation::{Relation, one, part},
};
use rapport_kernel::Money;

use super::OrderLineRow;
use crate::{
    amounts,
    products::{ProductById, ProductId, ProductRecord},
};

/// A line of an order: something that was bought.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "OrderLine", relations)]
pub struct OrderLineRecord {
    /// What was bought, as it was called then.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The discount in hundredths of a percent: 1250 is 12.5 %.
    pub discount_basis_points: u32,
    /// How many payments were ordered together: 1 for what is paid once.
    pub payments: u32,
    /// The tax in hundredths of a percent: 1900 is 19 %.
    pub tax_rate_basis_points: u32,
    /// Whether it was given away to be tried.
    pub is_free_sample: bool,
    #[graphql(skip)]
    product: Option<ProductId>,
    #[graphql(skip)]
    unit_price: Option<Money>,
    #[graphql(skip)]
    net: Option<Money>,
    #[graphql(skip)]
    tax: Option<Money>,
    #[graphql(skip)]
    total: Option<Money>,
}

/// A line, open to other modules.
pub type OrderLine = Open<OrderLineRecord>;

impl From<OrderLineRow> for OrderLineRecord {
    fn from(row: OrderLineRow) -> Self {
        let money = |amount| amounts::money(Some(amount), Some(&row.currency));
        Self {
            quantity: row.quantity,
            discount_basis_points: row.discount,
            payments: row.payments,
            tax_rate_basis_points: row.tax_rate,
            is_free_sample: row.is_free_sample,
            product: row.product_id,
            unit_price: money(row.unit_price),
            net: money(row.net),
            tax: money(row.tax),
            total: money(row.net.saturating_add(row.tax)),
            name: row.name,
        }
    }
}

impl Related for OrderLineRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, ProductById, ProductRecord>(
                "product",
                "The product; null when it is none of the catalogue, or deleted.",
                |line| line.product,
            ),
            part::<Self, MoneyRecord>("unitPrice", "What one costs, before the discount, without taxes.", |line| {
                line.unit_price.map(MoneyRecord::from)
            }),
            part::<Self, MoneyRecord>(
                "net",
                "Quantity times unit price less the discount, rounded half up to the minor unit, times the payments.",
                |line| line.net.map(MoneyRecord::from),
            ),
            part::<Self, MoneyRecord>("tax", "The tax on `net`, rounded half up to the minor unit.", |line| {
                line.tax.map(MoneyRecord::from)
            }),
            part::<Self, MoneyRecord>("total", "Both together.", |line| line.total.map(MoneyRecord::from)),
        ]
    }
}
