//! From what was said of lines to what they are: names, prices, taxes and sums.

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::{input::Violations, path};
use rapport_kernel::Currency;

use super::{OrderLineRow, arithmetic::tax, inputs::Entry};
use crate::{
    deals::{
        DealId, LineRow,
        lines::{arithmetic::plus, resolve},
    },
    orders::{OrderId, OrderRow},
    price_books::finding::Purchase,
    products::ProductId,
};

/// The lines of an order as they are to be. They are all in one currency: in `currency` if that is known, or else in that of
/// the first price. What is wrong with them is kept.
///
/// # Errors
/// When the database fails.
pub(crate) fn lines(
    conn: &mut MysqlConnection,
    order: OrderId,
    entries: &[Entry],
    sold_before: &[ProductId],
    purchase: Purchase,
    currency: Option<Currency>,
    violations: &mut Violations,
) -> Result<Vec<OrderLineRow>, DbError> {
    // Priced as the lines of a deal are, which here there is none of.
    let said: Vec<_> = entries.iter().map(|entry| entry.line.clone()).collect();
    let priced = resolve::resolve(conn, DealId::new(), &said, sold_before, purchase, currency, violations)?;
    Ok(priced
        .into_iter()
        .zip(entries)
        .map(|(line, entry)| OrderLineRow::of(order, line, entry.tax_rate, entry.is_free_sample))
        .collect())
}

impl OrderLineRow {
    /// A line of an order out of one of a deal.
    pub(crate) fn of(order: OrderId, line: LineRow, tax_rate: u32, is_free_sample: bool) -> Self {
        Self {
            order_id: order,
            place: line.place,
            product_id: line.product_id,
            name: line.name,
            quantity: line.quantity,
            unit_price: line.unit_price,
            discount: line.discount,
            payments: line.payments,
            tax_rate,
            is_free_sample,
            currency: line.currency,
            net: line.total,
            tax: tax(line.total, tax_rate),
        }
    }
}

/// Who buys what an order is about, and when: as far as that says what it costs.
pub(crate) fn purchase(row: &OrderRow) -> Purchase {
    Purchase { contact: row.contact_id, company: row.company_id, day: row.placed_at.date() }
}

/// Sets what an order costs: what its lines are together.
pub(crate) fn settle(row: &mut OrderRow, lines: &[OrderLineRow], violations: &mut Violations) {
    let sum = |of: fn(&OrderLineRow) -> i64| lines.iter().try_fold(0_i64, |sum, line| plus(sum, of(line)));
    let sums = sum(|line| line.net).zip(sum(|line| line.tax));
    match sums.and_then(|(net, tax)| Some((net, tax, plus(net, tax)?))) {
        Some((net, tax, total)) => (row.net, row.tax, row.total) = (net, tax, total),
        None => violations.add(path!["input", "lines"], "Together this is more than an amount can be."),
    }
    row.is_free_sample = !lines.is_empty() && lines.iter().all(|line| line.is_free_sample);
}
