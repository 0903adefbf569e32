//! The lines of a quote: those of its deal as they were, each with its tax.

use std::collections::HashMap;

use diesel::{MysqlConnection, prelude::*};
use rapport_contacts::kept;
use rapport_db::{DbError, one_of};
use rapport_graphql::{
    Open, Record, Related,
    async_graphql::SimpleObject,
    loader::Batch,
    money::MoneyRecord,
    open::relation::{Relation, one, part},
};
use rapport_kernel::{Call, Money};

use super::QuoteId;
use crate::{
    amounts,
    by_id::grouped,
    deals::{DealId, LineRow},
    orders::{OrderId, OrderLineRow, lines::arithmetic::tax},
    permissions,
    products::{Billing, ProductById, ProductId, ProductRecord},
    schema::quote_lines,
};

/// A row of `quote_lines`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = quote_lines, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct QuoteLineRow {
    pub quote_id: QuoteId,
    pub place: u32,
    pub product_id: Option<ProductId>,
    pub name: String,
    pub quantity: u32,
    pub unit_price: i64,
    pub unit_cost: Option<i64>,
    pub currency: String,
    pub discount: u32,
    pub billing: String,
    pub payments: u32,
    pub subtotal: i64,
    pub net: i64,
    pub tax_rate: u32,
    pub tax: i64,
}

impl QuoteLineRow {
    /// A line of a deal, quoted at this tax.
    pub(crate) fn of(quote: QuoteId, line: LineRow, tax_rate: u32) -> Self {
        Self {
            quote_id: quote,
            place: line.place,
            product_id: line.product_id,
            name: line.name,
            quantity: line.quantity,
            unit_price: line.unit_price,
            unit_cost: line.unit_cost,
            currency: line.currency,
            discount: line.discount,
            billing: line.billing,
            payments: line.payments,
            subtotal: line.subtotal,
            net: line.total,
            tax_rate,
            tax: tax(line.total, tax_rate),
        }
    }

    /// The line as the deal has it.
    pub(crate) fn of_deal(self, deal: DealId) -> LineRow {
        LineRow {
            deal_id: deal,
            place: self.place,
            product_id: self.product_id,
            name: self.name,
            quantity: self.quantity,
            unit_price: self.unit_price,
            unit_cost: self.unit_cost,
            currency: self.currency,
            discount: self.discount,
            billing: self.billing,
            payments: self.payments,
            subtotal: self.subtotal,
            total: self.net,
        }
    }

    /// The line as an order has it.
    pub(crate) fn of_order(self, order: OrderId) -> OrderLineRow {
        let rate = self.tax_rate;
        OrderLineRow::of(order, self.of_deal(DealId::new()), rate, false)
    }

    /// How often it is paid.
    pub(crate) fn billing(&self) -> Billing {
        // The column is written by this program alone.
        kept::value(&self.billing).unwrap_or_default()
    }
}

/// The lines of these quotes, in their order.
pub(crate) fn of(conn: &mut MysqlConnection, quotes: &[QuoteId]) -> QueryResult<Vec<QuoteLineRow>> {
    quote_lines::table
        .filter(one_of(quote_lines::quote_id, quotes))
        .order((quote_lines::quote_id, quote_lines::place))
        .select(QuoteLineRow::as_select())
        .load(conn)
}

/// Inserts lines.
pub(crate) fn insert(conn: &mut MysqlConnection, rows: &[QuoteLineRow]) -> QueryResult<()> {
    diesel::insert_into(quote_lines::table).values(rows).execute(conn).map(drop)
}

/// The lines of quotes in their order, by the id of the quote.
pub(crate) struct LinesByQuoteId;

impl Batch for LinesByQuoteId {
    type Key = QuoteId;
    type Value = Vec<QuoteLineRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[QuoteId],
    ) -> Result<HashMap<QuoteId, Vec<QuoteLineRow>>, DbError> {
        call.require(&permissions::READ_ORDERS)?;
        Ok(grouped(of(conn, keys)?, |row| row.quote_id))
    }
}

/// A line of a quote: something that is offered.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "QuoteLine", relations)]
pub struct QuoteLineRecord {
    /// What is offered, as it was called then.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The discount in hundredths of a percent: 1250 is 12.5 %.
    pub discount_basis_points: u32,
    /// How often it is paid.
    pub billing: Billing,
    /// How many payments the quote is about: 1 for what is paid once.
    pub payments: u32,
    /// The tax in hundredths of a percent: 1900 is 19 %.
    pub tax_rate_basis_points: u32,
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
pub type QuoteLine = Open<QuoteLineRecord>;

impl From<QuoteLineRow> for QuoteLineRecord {
    fn from(row: QuoteLineRow) -> Self {
        let money = |amount| amounts::money(Some(amount), Some(&row.currency));
        Self {
            quantity: row.quantity,
            discount_basis_points: row.discount,
            billing: row.billing(),
            payments: row.payments,
            tax_rate_basis_points: row.tax_rate,
            product: row.product_id,
            unit_price: money(row.unit_price),
            net: money(row.net),
            tax: money(row.tax),
            total: money(row.net.saturating_add(row.tax)),
            name: row.name,
        }
    }
}

impl Related for QuoteLineRecord {
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
            part::<Self, MoneyRecord>("net", "What all payments are together, without taxes.", |line| {
                line.net.map(MoneyRecord::from)
            }),
            part::<Self, MoneyRecord>("tax", "The tax on `net`, rounded half up to the minor unit.", |line| {
                line.tax.map(MoneyRecord::from)
            }),
            part::<Self, MoneyRecord>("total", "Both together.", |line| line.total.map(MoneyRecord::from)),
        ]
    }
}
