//! The SQL of what customers bought.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl, sql_query,
    sql_types::{BigInt, Binary, Datetime, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

use super::shift::{Share, Whose};
use crate::orders::scope;

/// Whose totals a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    /// Those of people.
    OfContacts,
    /// Those of companies.
    OfCompanies,
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Self::OfContacts => "contact_purchases",
            Self::OfCompanies => "company_purchases",
        }
    }

    const fn customer(self) -> &'static str {
        match self {
            Self::OfContacts => "contact_id",
            Self::OfCompanies => "company_id",
        }
    }

    const fn of_orders(self) -> &'static str {
        match self {
            Self::OfContacts => "orders.contact_id",
            Self::OfCompanies => "orders.company_id",
        }
    }
}

/// What a customer bought in a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchasesRow {
    pub(crate) customer: Vec<u8>,
    pub(crate) currency: String,
    pub(crate) orders: i64,
    pub(crate) ordered: i64,
    pub(crate) paid: i64,
    pub(crate) refunded: i64,
    pub(crate) first_order_at: Option<NaiveDateTime>,
    pub(crate) last_order_at: Option<NaiveDateTime>,
}

/// Adds a difference to a total, whose row is locked from then on.
pub(super) fn add(conn: &mut MysqlConnection, (table, customer, currency): &Whose, share: &Share) -> QueryResult<()> {
    sql_query(format!(
        "INSERT INTO {} ({}, currency, orders, ordered, paid, refunded) VALUES (?, ?, ?, ?, ?, ?) \
         ON DUPLICATE KEY UPDATE orders = orders + VALUES(orders), ordered = ordered + VALUES(ordered), \
         paid = paid + VALUES(paid), refunded = refunded + VALUES(refunded)",
        table.name(),
        table.customer()
    ))
    .bind::<Binary, _>(customer)
    .bind::<Text, _>(currency)
    .bind::<BigInt, _>(share.orders)
    .bind::<BigInt, _>(share.ordered)
    .bind::<BigInt, _>(share.paid)
    .bind::<BigInt, _>(share.refunded)
    .execute(conn)
    .map(drop)
}

/// Says when the customer bought first and last, under the lock of the total: who wrote before has committed by now.
pub(super) fn settle_moments(conn: &mut MysqlConnection, (table, customer, currency): &Whose) -> QueryResult<()> {
    let (first, last) =
        Sql::text("SELECT MIN(orders.placed_at), MAX(orders.placed_at) FROM orders WHERE orders.purchase_currency = ")
            .bind(Value::Text(currency.clone()))
            .push(" AND ")
            .push(table.of_orders())
            .push(" = ")
            .bind(Value::Bytes(customer.clone()))
            .query::<(Nullable<Datetime>, Nullable<Datetime>)>()
            .get_result::<(Option<NaiveDateTime>, Option<NaiveDateTime>)>(conn)?;
    sql_query(format!(
        "UPDATE {} SET first_order_at = ?, last_order_at = ? WHERE {} = ? AND currency = ?",
        table.name(),
        table.customer()
    ))
    .bind::<Nullable<Datetime>, _>(first)
    .bind::<Nullable<Datetime>, _>(last)
    .bind::<Binary, _>(customer)
    .bind::<Text, _>(currency)
    .execute(conn)
    .map(drop)
}

type Types = (Binary, Text, BigInt, BigInt, BigInt, BigInt, Nullable<Datetime>, Nullable<Datetime>);
type Tuple = (Vec<u8>, String, i64, i64, i64, i64, Option<NaiveDateTime>, Option<NaiveDateTime>);

/// What these customers bought, as far as the actor sees the orders: what is kept for who sees all of them, counted anew for
/// others, so that nothing is summed that they do not see.
pub(super) fn of(
    conn: &mut MysqlConnection,
    actor: &Actor,
    table: Table,
    customers: Vec<Value>,
) -> QueryResult<Vec<PurchasesRow>> {
    let sql = if actor.row_scope() == RowScope::All {
        Sql::text(format!(
            "SELECT {customer}, currency, orders, ordered, paid, refunded, first_order_at, last_order_at FROM {table} \
             WHERE (orders <> 0 OR paid <> 0 OR refunded <> 0) AND ",
            customer = table.customer(),
            table = table.name()
        ))
        .then(Sql::is_in(table.customer(), customers))
        .push(format!(" ORDER BY {}, currency", table.customer()))
    } else {
        let seen = vec![Sql::is_in(table.of_orders(), customers), scope::living(), scope::visible(actor)];
        Sql::text(format!("SELECT {}, orders.currency", table.of_orders()))
            .push(
                ", CAST(COUNT(orders.purchase_currency) AS SIGNED), \
                 CAST(SUM(IF(orders.purchase_currency IS NULL, 0, orders.total)) AS SIGNED), \
                 CAST(SUM(orders.paid) AS SIGNED), CAST(SUM(orders.refunded) AS SIGNED), \
                 MIN(IF(orders.purchase_currency IS NULL, NULL, orders.placed_at)), \
                 MAX(IF(orders.purchase_currency IS NULL, NULL, orders.placed_at)) FROM orders WHERE ",
            )
            .then(Sql::all(seen))
            .push(format!(" GROUP BY {0}, orders.currency", table.of_orders()))
            .push(" HAVING COUNT(orders.purchase_currency) > 0 OR SUM(orders.paid) > 0")
            .push(format!(" ORDER BY {0}, orders.currency", table.of_orders()))
    };
    let row = |(customer, currency, orders, ordered, paid, refunded, first_order_at, last_order_at): Tuple| {
        PurchasesRow { customer, currency, orders, ordered, paid, refunded, first_order_at, last_order_at }
    };
    Ok(sql.query::<Types>().load::<Tuple>(conn)?.into_iter().map(row).collect())
}
