//! The SQL of exchange rates.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    MysqlConnection, QueryResult, Queryable, RunQueryDsl, sql_query,
    sql_types::{BigInt, Binary, Date, Datetime, Integer, Text, Unsigned},
};
use rapport_db::{Sql, sql::Value};

use super::{ExchangeBaseId, ExchangeRateId, Rate, base::BaseRow};
use crate::by_id;

/// A rate as the table has it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub(crate) struct RateRow {
    pub(crate) currency: String,
    pub(crate) day: NaiveDate,
    /// With all the places of the column.
    pub(crate) rate: String,
    pub(crate) set_at: NaiveDateTime,
}

/// The columns of [`RateRow`], in its order.
pub(crate) const COLUMNS: &str =
    "exchange_rates.currency, exchange_rates.day, CAST(exchange_rates.rate AS CHAR), exchange_rates.set_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = (Text, Date, Text, Datetime);

const BASE: &str = "SELECT id, version, currency, updated_at FROM exchange_bases WHERE slot = 1";

/// The base of all rates; none before the first was set.
pub(crate) fn base(conn: &mut MysqlConnection) -> QueryResult<Option<BaseRow>> {
    let rows: Vec<BaseRow> = Sql::text(BASE).query::<(Binary, Unsigned<Integer>, Text, Datetime)>().load(conn)?;
    Ok(rows.into_iter().next())
}

/// The base, locked until the transaction ends, and all rates with it: this one when there is none yet.
pub(super) fn lock_base(
    conn: &mut MysqlConnection,
    currency: &str,
    now: NaiveDateTime,
) -> QueryResult<Option<BaseRow>> {
    // Version 0 until the first rate is there.
    Sql::text("INSERT INTO exchange_bases (slot, id, version, currency, created_at, updated_at) VALUES (1, ")
        .bind(by_id::value(ExchangeBaseId::new()))
        .push(", 0, ")
        .bind(Value::Text(currency.to_owned()))
        .push(", ")
        .bind(Value::Time(now))
        .push(", ")
        .bind(Value::Time(now))
        .push(") ON DUPLICATE KEY UPDATE slot = 1")
        .once::<()>()
        .execute(conn)?;
    lock_present(conn)
}

/// The base, locked until the transaction ends, and all rates with it.
pub(super) fn lock_present(conn: &mut MysqlConnection) -> QueryResult<Option<BaseRow>> {
    let sql = Sql::text(BASE).push(" FOR UPDATE");
    let rows: Vec<BaseRow> = sql.query::<(Binary, Unsigned<Integer>, Text, Datetime)>().load(conn)?;
    Ok(rows.into_iter().next())
}

/// Writes the locked base back.
pub(super) fn update_base(conn: &mut MysqlConnection, row: &BaseRow) -> QueryResult<()> {
    sql_query("UPDATE exchange_bases SET version = ?, currency = ?, updated_at = ? WHERE slot = 1")
        .bind::<Unsigned<Integer>, _>(row.version)
        .bind::<Text, _>(&row.currency)
        .bind::<Datetime, _>(row.updated_at)
        .execute(conn)
        .map(drop)
}

/// Whether there is any rate.
pub(super) fn is_empty(conn: &mut MysqlConnection) -> QueryResult<bool> {
    let found: Vec<i64> = Sql::text("SELECT 1 FROM exchange_rates LIMIT 1").query::<BigInt>().load(conn)?;
    Ok(found.is_empty())
}

/// The rates of these currencies that hold from the one day to the other: those of the days, and the latest before.
pub(super) fn of_days(
    conn: &mut MysqlConnection,
    currencies: &BTreeSet<&'static str>,
    (from, to): (NaiveDate, NaiveDate),
) -> QueryResult<Vec<RateRow>> {
    let mut rows = Vec::new();
    for currency in currencies {
        let of = |condition: &'static str| {
            Sql::text("SELECT ")
                .push(COLUMNS)
                .push(" FROM exchange_rates FORCE INDEX (exchange_rates_of_currency) WHERE exchange_rates.currency = ")
                .bind(Value::Text((*currency).to_owned()))
                .push(condition)
        };
        let before = of(" AND exchange_rates.day < ").bind(Value::Date(from));
        let before = before.push(" ORDER BY exchange_rates.day DESC LIMIT 1").query::<Types>();
        rows.extend(before.load::<RateRow>(conn)?);
        let within = of(" AND exchange_rates.day >= ").bind(Value::Date(from));
        let within = within.push(" AND exchange_rates.day <= ").bind(Value::Date(to)).query::<Types>();
        rows.extend(within.load::<RateRow>(conn)?);
    }
    Ok(rows)
}

/// What is there of a currency on these days.
pub(super) fn present(conn: &mut MysqlConnection, currency: &str, days: &[NaiveDate]) -> QueryResult<Vec<RateRow>> {
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM exchange_rates WHERE exchange_rates.currency = ")
        .bind(Value::Text(currency.to_owned()))
        .push(" AND ")
        .then(Sql::is_in("exchange_rates.day", days.iter().copied().map(Value::Date).collect()))
        .once::<Types>()
        .load(conn)
}

/// Writes rates, over those that are there.
pub(super) fn put(
    conn: &mut MysqlConnection,
    rates: &[(String, NaiveDate, Rate)],
    now: NaiveDateTime,
) -> QueryResult<()> {
    let mut sql = Sql::text("INSERT INTO exchange_rates (id, currency, day, rate, set_at) VALUES ");
    for (index, (currency, day, rate)) in rates.iter().enumerate() {
        sql = sql
            .push(if index == 0 { "(" } else { ", (" })
            .bind(by_id::value(ExchangeRateId::new()))
            .push(", ")
            .bind(Value::Text(currency.clone()))
            .push(", ")
            .bind(Value::Date(*day))
            .push(", ")
            .bind(Value::Text(rate.to_string()))
            .push(", ")
            .bind(Value::Time(now))
            .push(")");
    }
    let sql = sql.push(" ON DUPLICATE KEY UPDATE rate = VALUES(rate), set_at = VALUES(set_at)");
    sql.once::<()>().execute(conn).map(drop)
}

/// A condition on the rates of a currency over some days.
fn within(currency: &str, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Sql {
    let mut sql = Sql::text("exchange_rates.currency = ").bind(Value::Text(currency.to_owned()));
    if let Some(from) = from {
        sql = sql.push(" AND exchange_rates.day >= ").bind(Value::Date(from));
    }
    if let Some(to) = to {
        sql = sql.push(" AND exchange_rates.day <= ").bind(Value::Date(to));
    }
    sql
}

/// At most so many rates of a currency over some days, the first ones first.
pub(super) fn of_currency(
    conn: &mut MysqlConnection,
    currency: &str,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    most: i64,
) -> QueryResult<Vec<RateRow>> {
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM exchange_rates WHERE ")
        .then(within(currency, from, to))
        .push(" ORDER BY exchange_rates.day LIMIT ")
        .bind(Value::Int(most))
        .query::<Types>()
        .load(conn)
}

/// Removes the rates of a currency over some days.
pub(super) fn delete(
    conn: &mut MysqlConnection,
    currency: &str,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> QueryResult<()> {
    let sql = Sql::text("DELETE FROM exchange_rates WHERE ").then(within(currency, from, to));
    sql.once::<()>().execute(conn).map(drop)
}
