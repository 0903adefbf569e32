//! The SQL of cadences.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{CadenceId, CadenceRow};
use crate::{schema::cadences, state::State};

/// The living cadences among these.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[CadenceId]) -> QueryResult<Vec<CadenceRow>> {
    cadences::table
        .filter(one_of(cadences::id, ids))
        .filter(cadences::deleted_at.is_null())
        .select(CadenceRow::as_select())
        .load(conn)
}

/// A cadence in this state, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: CadenceId, state: State) -> QueryResult<Option<CadenceRow>> {
    cadences::table
        .find(id)
        .filter(state.condition())
        .select(CadenceRow::as_select())
        .for_update()
        .first(conn)
        .optional()
}

/// The living cadences of this name, in upper or lower case.
pub(crate) fn holders(conn: &mut MysqlConnection, name: &str) -> QueryResult<Vec<CadenceId>> {
    cadences::table
        .filter(cadences::name.eq(name))
        .filter(cadences::deleted_at.is_null())
        .select(cadences::id)
        .load(conn)
}

/// Inserts a cadence.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &CadenceRow) -> QueryResult<()> {
    diesel::insert_into(cadences::table).values(row).execute(conn).map(drop)
}

/// Writes a locked cadence back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &CadenceRow) -> QueryResult<()> {
    diesel::update(cadences::table.find(row.id)).set(row).execute(conn).map(drop)
}
