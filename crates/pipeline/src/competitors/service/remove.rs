//! Deleting a competitor, and taking that back.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx};
use rapport_kernel::{NewEvent, Permission};

use super::{event, explain};
use crate::{
    competitors::{CompetitorId, CompetitorRow, repo},
    permissions,
    removal::Removable,
    state::State,
};

impl Removable for CompetitorRow {
    type Id = CompetitorId;

    const PERMISSION: Permission = permissions::WRITE;
    const TYPE: &'static str = "Competitor";
    const DELETED: &'static str = "competitor.deleted";
    const RESTORED: &'static str = "competitor.restored";

    fn lock(conn: &mut MysqlConnection, id: CompetitorId, state: State) -> QueryResult<Option<Self>> {
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
