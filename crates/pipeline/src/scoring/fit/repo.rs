//! The SQL of profiles.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{ProfileId, row::ProfileRow};
use crate::schema::ideal_customer_profiles as profiles;

/// These profiles, as far as they are there.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[ProfileId]) -> QueryResult<Vec<ProfileRow>> {
    profiles::table.filter(one_of(profiles::id, ids)).select(ProfileRow::as_select()).load(conn)
}

/// A profile, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: ProfileId) -> QueryResult<Option<ProfileRow>> {
    profiles::table.find(id).select(ProfileRow::as_select()).for_update().first(conn).optional()
}

/// Inserts a profile.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &ProfileRow) -> QueryResult<()> {
    diesel::insert_into(profiles::table).values(row).execute(conn).map(drop)
}

/// Removes a profile.
pub(crate) fn delete(conn: &mut MysqlConnection, id: ProfileId) -> QueryResult<()> {
    diesel::delete(profiles::table.find(id)).execute(conn).map(drop)
}
