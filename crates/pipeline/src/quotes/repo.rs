//! The SQL of quotes. One is seen where its deal is.

use chrono::{Datelike, NaiveDateTime};
use diesel::{
    MysqlConnection,
    prelude::*,
    sql_query,
    sql_types::{Integer, Unsigned},
};
use rapport_db::Sql;
use rapport_kernel::Actor;

use super::{
    QuoteId, QuoteRow,
    row::{COLUMNS, Types},
};
use crate::{
    by_id,
    deals::{self, DealId},
    orders::OrderId,
    schema::{quote_numbers, quotes},
};

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM quotes JOIN deals ON deals.id = quotes.deal_id WHERE ")
        .then(condition)
}

/// A condition on deals that are joined to their quotes, for those whose quotes the actor sees.
pub(crate) fn seen(actor: &Actor) -> Sql {
    Sql::all(vec![deals::scope::living(), deals::scope::visible(actor)])
}

/// Those of these quotes that the actor sees.
pub(crate) fn visible(conn: &mut MysqlConnection, actor: &Actor, ids: &[QuoteId]) -> QueryResult<Vec<QuoteRow>> {
    select(Sql::all(vec![by_id::is_one_of("quotes.id", ids), seen(actor)])).query::<Types>().load(conn)
}

/// Those that the actor sees of the quotes from which these orders came.
pub(crate) fn of_orders(conn: &mut MysqlConnection, actor: &Actor, ids: &[OrderId]) -> QueryResult<Vec<QuoteRow>> {
    select(Sql::all(vec![by_id::is_one_of("quotes.order_id", ids), seen(actor)])).query::<Types>().load(conn)
}

/// A quote, locked until the transaction ends. Its deal is locked before.
pub(crate) fn lock(conn: &mut MysqlConnection, id: QuoteId) -> QueryResult<Option<QuoteRow>> {
    quotes::table.find(id).select(QuoteRow::as_select()).for_update().first(conn).optional()
}

/// The quotes of a deal, the latest first.
pub(crate) fn of_deal(conn: &mut MysqlConnection, deal: DealId) -> QueryResult<Vec<QuoteRow>> {
    quotes::table
        .filter(quotes::deal_id.eq(deal))
        .order((quotes::number.desc(), quotes::revision.desc()))
        .select(QuoteRow::as_select())
        .load(conn)
}

/// The next number of the year, such as 2026-000001: given under the lock of the year's counter, so that none is left out.
pub(crate) fn next_number(conn: &mut MysqlConnection, now: NaiveDateTime) -> QueryResult<String> {
    let year = u32::try_from(now.year()).unwrap_or_default();
    sql_query("INSERT INTO quote_numbers (year, last) VALUES (?, 1) ON DUPLICATE KEY UPDATE last = last + 1")
        .bind::<Unsigned<Integer>, _>(year)
        .execute(conn)?;
    let last: u32 = quote_numbers::table.find(year).select(quote_numbers::last).first(conn)?;
    Ok(format!("{year}-{last:06}"))
}

/// Inserts a quote.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &QuoteRow) -> QueryResult<()> {
    diesel::insert_into(quotes::table).values(row).execute(conn).map(drop)
}

/// Writes a locked quote back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &QuoteRow) -> QueryResult<()> {
    diesel::update(quotes::table.find(row.id))
        .set((
            quotes::version.eq(row.version),
            quotes::status.eq(&row.status),
            quotes::sent_at.eq(row.sent_at),
            quotes::decided_at.eq(row.decided_at),
            quotes::decline_reason.eq(&row.decline_reason),
            quotes::order_id.eq(row.order_id),
            quotes::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}
