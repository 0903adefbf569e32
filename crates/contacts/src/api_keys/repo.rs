//! The SQL of API keys.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{ApiKeyId, ApiKeyRow};
use crate::schema::{api_keys, users};

/// These keys, as far as they are there.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[ApiKeyId]) -> QueryResult<Vec<ApiKeyRow>> {
    api_keys::table.filter(one_of(api_keys::id, ids)).select(ApiKeyRow::as_select()).load(conn)
}

/// A key, its hash, and the role that its maker has now, if they are known here.
pub(crate) type WithHash = (ApiKeyRow, Vec<u8>, Option<String>);

/// The key with this public part.
pub(crate) fn by_prefix(conn: &mut MysqlConnection, prefix: &str) -> QueryResult<Option<WithHash>> {
    api_keys::table
        .left_join(users::table.on(users::id.eq(api_keys::created_by)))
        .filter(api_keys::prefix.eq(prefix))
        .select((ApiKeyRow::as_select(), api_keys::secret_hash, users::role.nullable()))
        .first(conn)
        .optional()
}

/// A key, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: ApiKeyId) -> QueryResult<Option<ApiKeyRow>> {
    api_keys::table.find(id).select(ApiKeyRow::as_select()).for_update().first(conn).optional()
}

/// Inserts a key with the hash of what only its bearer knows.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &ApiKeyRow, hash: &[u8]) -> QueryResult<()> {
    diesel::insert_into(api_keys::table).values((row, api_keys::secret_hash.eq(hash))).execute(conn).map(drop)
}

/// Calls a locked key back.
pub(crate) fn revoke(conn: &mut MysqlConnection, row: &ApiKeyRow) -> QueryResult<()> {
    diesel::update(api_keys::table.find(row.id))
        .set((api_keys::version.eq(row.version), api_keys::revoked_at.eq(row.revoked_at)))
        .execute(conn)
        .map(drop)
}

/// Keeps that a key was used, unless another node did within the last minute.
pub(crate) fn note_use(conn: &mut MysqlConnection, id: ApiKeyId, at: NaiveDateTime) -> QueryResult<()> {
    let before = at - TimeDelta::minutes(1);
    let due = api_keys::last_used_at.is_null().or(api_keys::last_used_at.le(before));
    diesel::update(api_keys::table.find(id).filter(due)).set(api_keys::last_used_at.eq(at)).execute(conn).map(drop)
}
