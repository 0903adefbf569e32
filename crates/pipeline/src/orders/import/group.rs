//! From rows to orders: those of one external id are one order, which is whole or not there.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use rapport_contacts::import::{Report, Row};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult};

use super::{found::Found, lookup};
use crate::{
    deals::lines::arithmetic::{payment, plus},
    import_words::Known,
    orders::{OrderLineRow, OrderRow, lines},
};

/// How many lines an order has at most.
const MOST_LINES: usize = 200;

/// An order of a file.
#[derive(Clone, Debug)]
pub(super) struct Imported {
    pub(super) row: OrderRow,
    pub(super) lines: Vec<OrderLineRow>,
    /// Whether the file says who looks after it.
    pub(super) has_owner: bool,
}

/// The orders that the rows are together. Rows of an order of which one is refused are all told.
pub(super) fn orders(
    rows: Vec<Row<Found>>,
    known: &Known,
    mut refused: HashSet<String>,
    report: &mut Report,
    now: NaiveDateTime,
) -> Vec<Row<Imported>> {
    let mut groups: Vec<Vec<Row<Found>>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let key = row.value.external_id.clone();
        let place = key.as_ref().and_then(|key| places.get(key).copied());
        match place.and_then(|place| groups.get_mut(place)) {
            Some(group) => group.push(row),
            None => {
                places.extend(key.map(|key| (key, groups.len())));
                groups.push(vec![row]);
            }
        }
    }
    let mut orders = Vec::with_capacity(groups.len());
    for group in groups {
        let key = group.first().and_then(|row| row.value.external_id.clone());
        let mut at_fault = HashSet::new();
        let made = order(&group, known, now, &mut |row, error| {
            at_fault.insert(row.number);
            report.refuse(row.origins.told(row.number, &error));
        });
        let is_refused = key.is_some_and(|key| refused.remove(&key));
        match (made, group.first()) {
            (Some(value), Some(first)) if !is_refused && at_fault.is_empty() => {
                orders.push(Row { number: first.number, value, origins: first.origins.clone() });
            }
            _ => {
                for row in group.iter().filter(|row| !at_fault.contains(&row.number)) {
                    let error = ApiError::bad_input(path!["externalId"], "Another row of this order was refused.");
                    report.refuse(row.origins.told(row.number, &error));
                }
            }
        }
    }
    orders
}

/// The order of these rows. What is wrong with a row is told.
fn order(
    group: &[Row<Found>],
    known: &Known,
    now: NaiveDateTime,
    refuse: &mut dyn FnMut(&Row<Found>, ApiError),
) -> Option<Imported> {
    let first = group.first()?;
    let (head, mut row) = (&first.value, OrderRow::new(now));
    if group.len() > MOST_LINES {
        refuse(first, ApiError::bad_input(path!["externalId"], format!("An order has at most {MOST_LINES} lines.")));
        return None;
    }
    match lookup::whose(known, head) {
        Ok(whose) => (row.contact_id, row.company_id, row.owner_id) = whose,
        Err(error) => refuse(first, error),
    }
    row.external_id.clone_from(&head.external_id);
    row.placed_at = head.placed_at.unwrap_or(now);
    row.due_at = head.due_at;
    row.note.clone_from(&head.note);
    let mut lines: Vec<OrderLineRow> = Vec::with_capacity(group.len());
    for (place, one) in (0..).zip(group) {
        match line(&row, place, &one.value, known) {
            Ok(line) if lines.first().is_some_and(|first| first.currency != line.currency) => {
                refuse(one, ApiError::bad_input(path!["currency"], "All lines of an order are in one currency."));
            }
            Ok(line) => lines.push(line),
            Err(error) => refuse(one, error),
        }
    }
    row.currency = lines.first().map(|line| line.currency.clone()).unwrap_or_default();
    let mut violations = Violations::new();
    lines::resolve::settle(&mut row, &lines, &mut violations);
    row.paid = head.paid.unwrap_or_default();
    if row.paid > row.total && lines.len() == group.len() {
        violations.add(path!["paid"], "More than the order costs.");
    }
    if let Err(error) = violations.check() {
        refuse(first, error);
    }
    Some(Imported { row, lines, has_owner: head.owner.is_some() })
}

fn line(order: &OrderRow, place: u32, found: &Found, known: &Known) -> ApiResult<OrderLineRow> {
    let product = lookup::product(known, found)?;
    let listed = product.and_then(crate::products::ProductRow::list_price);
    let listed = listed.filter(|price| found.currency.is_none_or(|currency| currency == price.currency));
    let currency = found.currency.or(listed.map(|price| price.currency));
    let price = if found.is_free_sample { Some(0) } else { found.unit_price.or(listed.map(|price| price.amount)) };
    let no_price =
        || ApiError::bad_input(path!["unitPrice"], "The row has no price, and the product none in its currency.");
    let (price, currency) = price.zip(currency).ok_or_else(no_price)?;
    let too_much = || ApiError::bad_input(path!["unitPrice"], "This is more than an amount can be.");
    let net = payment(found.quantity, price, found.discount).ok_or_else(too_much)?;
    let tax = lines::arithmetic::tax(net, found.tax_rate);
    plus(net, tax).ok_or_else(too_much)?;
    Ok(OrderLineRow {
        order_id: order.id,
        place,
        product_id: product.map(|product| product.id),
        name: found.name.clone().or_else(|| product.map(|product| product.name.clone())).unwrap_or_default(),
        quantity: found.quantity,
        unit_price: price,
        discount: found.discount,
        payments: 1,
        tax_rate: found.tax_rate,
        is_free_sample: found.is_free_sample,
        currency: currency.code().to_owned(),
        net,
        tax,
    })
}
