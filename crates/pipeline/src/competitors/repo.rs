//! The SQL of competitors.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{CompetitorId, CompetitorRow};
use crate::{schema::competitors, state::State};

/// The living competitors among these.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[CompetitorId]) -> QueryResult<Vec<CompetitorRow>> {
    competitors::table
        .filter(one_of(competitors::id, ids))
        .filter(competitors::deleted_at.is_null())
        .select(CompetitorRow::as_select())
        .load(conn)
}

/// A competitor in this state, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: CompetitorId, state: State) -> QueryResult<Option<CompetitorRow>> {
    competitors::table
        .find(id)
        .filter(state.condition())
        .select(CompetitorRow::as_select())
        .for_update()
        .first(conn)
        .optional()
}

/// The living competitors of this name, in upper or lower case.
pub(crate) fn holders(conn: &mut MysqlConnection, name: &str) -> QueryResult<Vec<CompetitorId>> {
    competitors::table
        .filter(competitors::name.eq(name))
        .filter(competitors::deleted_at.is_null())
        .select(competitors::id)
        .load(conn)
}

/// Inserts a competitor.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &CompetitorRow) -> QueryResult<()> {
    diesel::insert_into(competitors::table).values(row).execute(conn).map(drop)
}

/// Writes a locked competitor back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &CompetitorRow) -> QueryResult<()> {
    diesel::update(competitors::table.find(row.id))
        .set((
            competitors::version.eq(row.version),
            competitors::name.eq(&row.name),
            competitors::updated_at.eq(row.updated_at),
            competitors::deleted_at.eq(row.deleted_at),
        ))
        .execute(conn)
        .map(drop)
}
