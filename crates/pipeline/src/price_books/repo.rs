//! The SQL of price books.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{PriceBookId, PriceBookRow};
use crate::{schema::price_books, state::State};

/// The living price books among these.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[PriceBookId]) -> QueryResult<Vec<PriceBookRow>> {
    price_books::table
        .filter(one_of(price_books::id, ids))
        .filter(price_books::deleted_at.is_null())
        .select(PriceBookRow::as_select())
        .load(conn)
}

/// A price book in this state, locked until the transaction ends, and its prices with it.
pub(crate) fn lock(conn: &mut MysqlConnection, id: PriceBookId, state: State) -> QueryResult<Option<PriceBookRow>> {
    price_books::table
        .find(id)
        .filter(state.condition())
        .select(PriceBookRow::as_select())
        .for_update()
        .first(conn)
        .optional()
}

/// Inserts a price book.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &PriceBookRow) -> QueryResult<()> {
    diesel::insert_into(price_books::table).values(row).execute(conn).map(drop)
}

/// Writes a locked price book back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &PriceBookRow) -> QueryResult<()> {
    diesel::update(price_books::table.find(row.id))
        .set((
            price_books::version.eq(row.version),
            price_books::name.eq(&row.name),
            price_books::is_automatic.eq(row.is_automatic),
            price_books::priority.eq(row.priority),
            price_books::valid_from.eq(row.valid_from),
            price_books::valid_until.eq(row.valid_until),
            price_books::customer_tag.eq(&row.customer_tag),
            price_books::customer_country.eq(&row.customer_country),
            price_books::customer_industry.eq(&row.customer_industry),
            price_books::updated_at.eq(row.updated_at),
            price_books::deleted_at.eq(row.deleted_at),
        ))
        .execute(conn)
        .map(drop)
}
