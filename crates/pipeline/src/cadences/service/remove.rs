//! Deleting a cadence, and taking that back.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx};
use rapport_kernel::{NewEvent, Permission};

use super::{event, explain};
use crate::{
    cadences::{CadenceId, CadenceRow, repo},
    permissions,
    removal::Removable,
    state::State,
};

impl Removable for CadenceRow {
    type Id = CadenceId;

    const PERMISSION: Permission = permissions::MANAGE;
    const TYPE: &'static str = "Cadence";
    const DELETED: &'static str = "cadence.deleted";
    const RESTORED: &'static str = "cadence.restored";

    fn lock(conn: &mut MysqlConnection, id: CadenceId, state: State) -> QueryResult<Option<Self>> {
        repo::lock(conn, id, state)
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn mark(&mut self, deleted_at: Option<NaiveDateTime>, now: NaiveDateTime) -> Option<NaiveDateTime> {
        self.bump(now);
        std::mem::replace(&mut self.deleted_at, deleted_at)
    }

    fn write(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        let written = repo::update(tx, self);
        explain(tx, self, written)
    }

    fn event(&self, kind: &'static str) -> NewEvent {
        event(kind, self)
    }
}
