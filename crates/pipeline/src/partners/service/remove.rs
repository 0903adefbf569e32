//! Deleting a partner, and taking that back.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx};
use rapport_kernel::{NewEvent, Permission};

use super::event;
use crate::{
    partners::{PartnerId, PartnerRow, repo},
    permissions,
    removal::Removable,
    state::State,
};

impl Removable for PartnerRow {
    type Id = PartnerId;

    const PERMISSION: Permission = permissions::PARTNERS;
    const TYPE: &'static str = "Partner";
    const DELETED: &'static str = "partner.deleted";
    const RESTORED: &'static str = "partner.restored";

    fn lock(conn: &mut MysqlConnection, id: PartnerId, state: State) -> QueryResult<Option<Self>> {
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
        Ok(repo::update(tx, self)?)
    }

    fn event(&self, kind: &'static str) -> NewEvent {
        event(kind, self)
    }
}
