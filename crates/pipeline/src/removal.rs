//! Deleting a record with which nothing else goes, and taking that back.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiError, ApiResult, Call, NewEvent, Permission};
use serde::{Serialize, de::DeserializeOwned};

use crate::state::State;

/// A row that is deleted softly and restored by itself.
pub(crate) trait Removable: Serialize + DeserializeOwned + Send + 'static {
    type Id: Copy + Send + Sync + 'static;

    /// Who may.
    const PERMISSION: Permission;
    /// The type in the schema.
    const TYPE: &'static str;
    /// The kind of the event that tells that it is deleted.
    const DELETED: &'static str;
    /// The kind of the event that tells that it is restored.
    const RESTORED: &'static str;

    /// The row, locked, if it is in this state.
    fn lock(conn: &mut MysqlConnection, id: Self::Id, state: State) -> QueryResult<Option<Self>>;

    fn version(&self) -> u32;

    /// Takes the row one version on, and says since when it is deleted. Returns what was said before.
    fn mark(&mut self, deleted_at: Option<NaiveDateTime>, now: NaiveDateTime) -> Option<NaiveDateTime>;

    /// Writes the row.
    ///
    /// # Errors
    /// CONFLICT when another has by now what only one can have; or what the database said.
    fn write(&self, tx: &mut Tx<'_>) -> Result<(), DbError>;

    /// An event of this kind about the row.
    fn event(&self, kind: &'static str) -> NewEvent;
}

/// Deletes a record: gone from every list, restorable.
pub(crate) async fn delete<R: Removable>(call: &Call, db: &Db, id: R::Id, expected: Option<i32>) -> ApiResult<R> {
    turn(call, db, id, expected, State::Living).await
}

/// Restores a deleted record.
pub(crate) async fn restore<R: Removable>(call: &Call, db: &Db, id: R::Id, expected: Option<i32>) -> ApiResult<R> {
    turn(call, db, id, expected, State::Deleted).await
}

/// Takes a record out of the state in which it is to be, into the other.
async fn turn<R: Removable>(call: &Call, db: &Db, id: R::Id, expected: Option<i32>, from: State) -> ApiResult<R> {
    call.require(&R::PERMISSION)?;
    db.write(call, move |tx| {
        let mut row = R::lock(tx, id, from)?.ok_or_else(|| ApiError::not_found(R::TYPE))?;
        check_version(expected, row.version())?;
        let (kind, since) = match from {
            State::Living => (R::DELETED, Some(tx.now())),
            State::Deleted => (R::RESTORED, None),
        };
        let was_since = row.mark(since, tx.now());
        row.write(tx)?;
        tx.emit(row.event(kind).change("deletedAt", was_since, since));
        Ok(row)
    })
    .await
}
