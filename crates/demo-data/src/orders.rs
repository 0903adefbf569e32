//! Orders: what customers bought, with payments, refunds and totals. Made by the database itself, in steps of customers, for
//! there are several to each; every value follows from the customer's id and the number of the order, so that the same plan gives
//! the same data.

use diesel::{
    Connection, MysqlConnection, OptionalExtension, QueryResult, QueryableByName, RunQueryDsl, sql_query,
    sql_types::Binary,
};

use crate::{dice::to_u64, timeline::Moment};

/// How many orders a customer has at most: none to this, three on average.
const MOST: u64 = 6;

/// How many customers one transaction is about.
const STEP: usize = 2_000;

/// Customers whose ids are after the first and not after the second.
type Range = (Vec<u8>, Vec<u8>);

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = Binary)]
    id: Vec<u8>,
}

/// Places the orders of all customers. Returns how many.
pub(crate) fn fill(conn: &mut MysqlConnection, now: Moment) -> QueryResult<u64> {
    let (mut from, mut placed) = (vec![0; 16], 0);
    loop {
        let next = format!("SELECT id FROM contacts WHERE id > ? ORDER BY id LIMIT 1 OFFSET {}", STEP - 1);
        let next = sql_query(next).bind::<Binary, _>(&from).get_result::<Last>(conn).optional()?.map(|last| last.id);
        let range = (from, next.clone().unwrap_or_else(|| vec![0xff; 16]));
        placed += conn.transaction(|conn| place(conn, &range, now))?;
        match next {
            Some(next) => from = next,
            None => break,
        }
    }
    conn.transaction(of_companies)?;
    Ok(placed)
}

fn place(conn: &mut MysqlConnection, range: &Range, now: Moment) -> QueryResult<u64> {
    let numbers = (0..MOST).map(|n| format!("SELECT {n} AS n")).collect::<Vec<_>>().join(" UNION ALL ");
    // `h` is as good as chance and always the same. An id is that of the customer with other last digits.
    let now = now.datetime().format("%Y-%m-%d %H:%M:%S%.6f");
    let placed = run(
        conn,
        &format!(
            "INSERT INTO orders (id, external_id, contact_id, company_id, owner_id, status, is_free_sample, currency, net, tax, \
             total, paid, refunded, placed_at, due_at, cancelled_at, created_at, updated_at) \
             SELECT UNHEX(CONCAT(LEFT(HEX(id), 20), LPAD(HEX(h), 8, '0'), LPAD(HEX(n), 4, '0'))), CONCAT('SHOP-', LPAD(HEX(h), 8, '0'), '-', LEFT(HEX(id), 12), n), \
             id, company_id, owner_id, IF(MOD(h, 17) = 0, 'CANCELLED', 'PLACED'), MOD(h, 23) = 0, currency, net, tax, net + tax, \
             paid, IF(MOD(h, 19) = 0, paid, IF(MOD(h, 13) = 0, FLOOR(paid / 3), 0)), placed_at, DATE_ADD(placed_at, INTERVAL 30 DAY), \
             IF(MOD(h, 17) = 0, placed_at, NULL), placed_at, placed_at FROM ( \
               SELECT priced.*, CASE MOD(h, 10) WHEN 0 THEN 0 WHEN 1 THEN FLOOR((net + tax) / 2) ELSE net + tax END AS paid FROM ( \
                 SELECT thrown.*, IF(MOD(h, 23) = 0, 0, (1 + MOD(h, 4)) * (1000 + MOD(h, 90000))) AS net, \
                 IF(MOD(h, 23) = 0, 0, FLOOR(((1 + MOD(h, 4)) * (1000 + MOD(h, 90000)) * 1900 + 5000) / 10000)) AS tax, \
                 ELT(1 + MOD(h, 3), 'EUR', 'USD', 'JPY') AS currency, \
                 DATE_ADD(created_at, INTERVAL FLOOR(TIMESTAMPDIFF(SECOND, created_at, '{now}') * MOD(h, 997) / 997) SECOND) AS placed_at FROM ( \
                   SELECT contacts.id, contacts.owner_id, contacts.created_at, numbers.n, \
                   CRC32(CONCAT(HEX(contacts.id), numbers.n)) AS h, CRC32(HEX(contacts.id)) AS c, \
                   (SELECT MIN(affiliations.company_id) FROM affiliations WHERE affiliations.contact_id = contacts.id) AS company_id \
                   FROM contacts JOIN ({numbers}) AS numbers WHERE contacts.id > ? AND contacts.id <= ? AND contacts.deleted_at IS NULL \
                 ) AS thrown WHERE n < MOD(c, {MOST} + 1) \
               ) AS priced \
             ) AS paid"
        ),
        range,
    )?;
    run(
        conn,
        "INSERT INTO order_lines (order_id, place, name, quantity, unit_price, discount, payments, tax_rate, is_free_sample, \
         currency, net, tax) SELECT id, 0, ELT(1 + MOD(CRC32(HEX(id)), 4), 'Licence', 'Support', 'Training', 'Spare parts'), \
         1, net, 0, 1, 1900, is_free_sample, currency, net, tax FROM orders WHERE contact_id > ? AND contact_id <= ?",
        range,
    )?;
    run(
        conn,
        "INSERT INTO payments (id, order_id, amount, currency, received_at, method, recorded_by, created_at) \
         SELECT id, id, paid, currency, placed_at, 'Transfer', IFNULL(owner_id, REPEAT(CHAR(0), 16)), placed_at FROM orders \
         WHERE paid > 0 AND contact_id > ? AND contact_id <= ?",
        range,
    )?;
    run(
        conn,
        "INSERT INTO refunds (id, order_id, amount, currency, refunded_at, reason, recorded_by, created_at) \
         SELECT id, id, refunded, currency, placed_at, 'It came late', IFNULL(owner_id, REPEAT(CHAR(0), 16)), placed_at FROM orders \
         WHERE refunded > 0 AND contact_id > ? AND contact_id <= ?",
        range,
    )?;
    run(conn, &totals("contact_purchases", "contact_id", " AND contact_id > ? AND contact_id <= ?"), range)?;
    Ok(placed)
}

/// Sums what companies bought, once all orders are placed.
fn of_companies(conn: &mut MysqlConnection) -> QueryResult<()> {
    sql_query(totals("company_purchases", "company_id", "")).execute(conn).map(drop)
}

fn totals(table: &str, customer: &str, condition: &str) -> String {
    format!(
        "INSERT INTO {table} ({customer}, currency, orders, ordered, paid, refunded, first_order_at, last_order_at) \
         SELECT {customer}, currency, COUNT(purchase_currency), SUM(IF(purchase_currency IS NULL, 0, total)), SUM(paid), \
         SUM(refunded), MIN(IF(purchase_currency IS NULL, NULL, placed_at)), MAX(IF(purchase_currency IS NULL, NULL, placed_at)) \
         FROM orders WHERE {customer} IS NOT NULL{condition} GROUP BY {customer}, currency"
    )
}

fn run(conn: &mut MysqlConnection, sql: &str, (after, to): &Range) -> QueryResult<u64> {
    sql_query(sql).bind::<Binary, _>(after).bind::<Binary, _>(to).execute(conn).map(to_u64)
}
