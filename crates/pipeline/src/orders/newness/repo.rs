//! The SQL of newness: the latest purchases of customers, along the index that holds their orders by when they were placed.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::classify::Latest;
use crate::{
    by_id,
    orders::{OrderId, scope},
    products::ProductId,
};

/// Of whom: the column of the orders, and the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Customers {
    pub(super) column: &'static str,
    pub(super) index: &'static str,
}

/// The orders of people.
pub(super) const CONTACTS: Customers =
    Customers { column: "orders.contact_id", index: "orders_by_contact_and_placed_at" };
/// The orders of companies.
pub(super) const COMPANIES: Customers =
    Customers { column: "orders.company_id", index: "orders_by_company_and_placed_at" };

/// The latest purchases of these customers up to now, each with regard to a product, as far as the actor sees them: in one
/// statement, which looks up each customer by itself.
pub(super) fn latest(
    conn: &mut MysqlConnection,
    actor: &Actor,
    customers: Customers,
    asked: &[(Value, ProductId)],
    now: NaiveDateTime,
) -> QueryResult<HashMap<usize, Latest>> {
    let mut all: Option<Sql> = None;
    for (place, (customer, product)) in (0_i64..).zip(asked) {
        let orders = |of_product: i64| {
            Sql::text(format!(
                "(SELECT {place}, {of_product}, orders.id, orders.placed_at FROM orders FORCE INDEX ({}) WHERE {} = ",
                customers.index, customers.column
            ))
            .bind(customer.clone())
            .push(" AND orders.placed_at <= ")
            .bind_now(now)
            .push(
                " AND orders.purchase_currency IS NOT NULL AND NOT (orders.refunded > 0 AND orders.refunded >= \
                 orders.total) AND ",
            )
            .then(Sql::all(vec![scope::living(), scope::visible(actor)]))
        };
        let of_product = orders(1)
            .push(
                " AND EXISTS (SELECT 1 FROM order_lines WHERE order_lines.order_id = orders.id AND NOT \
                 order_lines.is_free_sample AND order_lines.product_id = ",
            )
            .bind(by_id::value(*product))
            .push(")");
        let last = " ORDER BY orders.placed_at DESC, orders.id DESC LIMIT ";
        let both = orders(0).push(last).push("2) UNION ALL ").then(of_product).push(last).push("1)");
        all = Some(match all {
            None => both,
            Some(all) => all.push(" UNION ALL ").then(both),
        });
    }
    let Some(all) = all else { return Ok(HashMap::new()) };
    let rows: Vec<(i64, i64, OrderId, NaiveDateTime)> = all.once::<(BigInt, BigInt, Binary, Datetime)>().load(conn)?;
    let mut found: HashMap<usize, Latest> = HashMap::new();
    for (place, of_product, order, at) in rows {
        let latest = found.entry(usize::try_from(place).unwrap_or_default()).or_default();
        if of_product == 1 {
            latest.of_product = Some((order, at));
        } else {
            latest.of_all.push((order, at));
        }
    }
    // The parts of a union come in no certain order.
    found.values_mut().for_each(|latest| latest.of_all.sort_by_key(|(id, at)| std::cmp::Reverse((*at, *id))));
    Ok(found)
}
