//! Writing what changes in the counters. There is one writer: whoever holds the row of `snapshot_progress`.

use std::collections::{BTreeMap, HashMap};

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary},
};
use rapport_db::{Sql, sql::Value};
use uuid::Uuid;

use super::{
    apply::{CustomerKey, Difference},
    facts::{Facts, bytes},
};

/// How many rows one statement writes.
const ROWS: usize = 200;

/// Writes what changes.
pub(super) fn write(conn: &mut MysqlConnection, difference: &Difference) -> QueryResult<()> {
    deals(conn, &difference.deals)?;
    counts(conn, difference)?;
    customers(conn, &difference.customers)
}

fn run(conn: &mut MysqlConnection, sql: Sql) -> QueryResult<()> {
    sql.once::<()>().execute(conn).map(drop)
}

/// `(?, ?), (?, ?)`: rows of values.
fn rows(all: impl Iterator<Item = Vec<Value>>) -> Sql {
    let mut sql = Sql::default();
    for (index, row) in all.enumerate() {
        sql = sql.push(if index == 0 { "(" } else { ", (" });
        for (place, value) in row.into_iter().enumerate() {
            sql = if place == 0 { sql } else { sql.push(", ") };
            sql = sql.bind(value);
        }
        sql = sql.push(")");
    }
    sql
}

fn deals(conn: &mut MysqlConnection, deals: &BTreeMap<Uuid, Option<Facts>>) -> QueryResult<()> {
    let gone: Vec<Value> = deals.iter().filter(|(_, facts)| facts.is_none()).map(|(deal, _)| bytes(*deal)).collect();
    for ids in gone.chunks(ROWS) {
        run(conn, Sql::text("DELETE FROM snapshot_deals WHERE ").then(Sql::is_in("deal_id", ids.to_vec())))?;
    }
    let known: Vec<(&Uuid, &Facts)> = deals.iter().filter_map(|(deal, facts)| Some((deal, facts.as_ref()?))).collect();
    for part in known.chunks(ROWS) {
        let sql = Sql::text(
            "REPLACE INTO snapshot_deals (deal_id, version, pipeline_id, stage_id, status, owner_id, company_id, \
             contact_id, amount, currency, is_living) VALUES ",
        );
        run(conn, sql.then(rows(part.iter().map(|(deal, facts)| values(**deal, facts)))))?;
    }
    Ok(())
}

fn values(deal: Uuid, facts: &Facts) -> Vec<Value> {
    let id = |id: Option<Uuid>| id.map_or(Value::Null, bytes);
    vec![
        bytes(deal),
        Value::Int(facts.version.into()),
        bytes(facts.pipeline),
        bytes(facts.stage),
        Value::Text(facts.status.clone()),
        id(facts.owner),
        id(facts.company),
        id(facts.contact),
        facts.amount.map_or(Value::Null, Value::Int),
        facts.currency.clone().map_or(Value::Null, Value::Text),
        Value::Bool(facts.is_living),
    ]
}

fn counts(conn: &mut MysqlConnection, difference: &Difference) -> QueryResult<()> {
    let all: Vec<_> = difference.counts.iter().collect();
    for part in all.chunks(ROWS) {
        let row = |((pipeline, owner, stage, currency), (deals, amount)): &(&super::apply::CountKey, &(i64, i64))| {
            vec![
                bytes(*pipeline),
                bytes(*owner),
                bytes(*stage),
                Value::Text(currency.clone()),
                Value::Int(*deals),
                Value::Int(*amount),
            ]
        };
        let sql =
            Sql::text("INSERT INTO snapshot_counts (pipeline_id, owner_id, stage_id, currency, deals, amount) VALUES ")
                .then(rows(part.iter().map(row)))
                .push(" ON DUPLICATE KEY UPDATE deals = deals + VALUES(deals), amount = amount + VALUES(amount)");
        run(conn, sql)?;
    }
    Ok(())
}

/// Counts the deals of each customer, and with them those who have any.
fn customers(conn: &mut MysqlConnection, changes: &BTreeMap<CustomerKey, i64>) -> QueryResult<()> {
    let all: Vec<_> = changes.iter().map(|(key, change)| (*key, *change)).collect();
    let mut more: BTreeMap<(Uuid, Uuid, Uuid), i64> = BTreeMap::new();
    for part in all.chunks(ROWS) {
        let present = present(conn, part)?;
        let mut left = Vec::new();
        let mut gone = Vec::new();
        for (key, change) in part {
            let (pipeline, owner, cell, _) = *key;
            let before = present.get(key).copied().unwrap_or(0);
            let after = before + change;
            *more.entry((pipeline, owner, cell)).or_default() += i64::from(after > 0) - i64::from(before > 0);
            if after > 0 { left.push((*key, after)) } else { gone.push(*key) }
        }
        if !left.is_empty() {
            let row = |((pipeline, owner, cell, customer), deals): &(CustomerKey, i64)| {
                vec![bytes(*pipeline), bytes(*owner), bytes(*cell), bytes(*customer), Value::Int(*deals)]
            };
            let sql =
                Sql::text("REPLACE INTO snapshot_customers (pipeline_id, owner_id, cell, customer_id, deals) VALUES ");
            run(conn, sql.then(rows(left.iter().map(row))))?;
        }
        if !gone.is_empty() {
            run(conn, Sql::text("DELETE FROM snapshot_customers WHERE ").then(any_of(&gone)))?;
        }
    }
    more.retain(|_, change| *change != 0);
    let row = |((pipeline, owner, cell), change): (&(Uuid, Uuid, Uuid), &i64)| {
        vec![bytes(*pipeline), bytes(*owner), bytes(*cell), Value::Int(*change)]
    };
    if more.is_empty() {
        return Ok(());
    }
    let sql = Sql::text("INSERT INTO snapshot_customer_counts (pipeline_id, owner_id, cell, customers) VALUES ")
        .then(rows(more.iter().map(row)))
        .push(" ON DUPLICATE KEY UPDATE customers = customers + VALUES(customers)");
    run(conn, sql)
}

/// How many deals these customers have by now.
fn present(conn: &mut MysqlConnection, part: &[(CustomerKey, i64)]) -> QueryResult<HashMap<CustomerKey, i64>> {
    let keys: Vec<CustomerKey> = part.iter().map(|(key, _)| *key).collect();
    let sql = Sql::text(
        "SELECT pipeline_id, owner_id, cell, customer_id, CAST(deals AS SIGNED) FROM snapshot_customers WHERE ",
    );
    type Row = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, i64);
    let found: Vec<Row> = sql.then(any_of(&keys)).once::<(Binary, Binary, Binary, Binary, BigInt)>().load(conn)?;
    let uuid = |bytes: &[u8]| Uuid::from_slice(bytes).unwrap_or_default();
    let key = |(pipeline, owner, cell, customer, deals): Row| {
        ((uuid(&pipeline), uuid(&owner), uuid(&cell), uuid(&customer)), deals)
    };
    Ok(found.into_iter().map(key).collect())
}

/// A condition for these rows, by the primary key.
fn any_of(keys: &[CustomerKey]) -> Sql {
    // Not as `(a, b) IN ((?, ?), ..)`, for which not every server uses the index.
    let row = |(pipeline, owner, cell, customer): &CustomerKey| {
        Sql::text("pipeline_id = ")
            .bind(bytes(*pipeline))
            .push(" AND owner_id = ")
            .bind(bytes(*owner))
            .push(" AND cell = ")
            .bind(bytes(*cell))
            .push(" AND customer_id = ")
            .bind(bytes(*customer))
    };
    Sql::any(keys.iter().map(row).collect())
}
