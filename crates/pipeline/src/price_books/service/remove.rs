//! Deleting a price book, and taking that back.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx};
use rapport_kernel::{NewEvent, Permission};

use super::event;
use crate::{
    permissions,
    price_books::{PriceBookId, PriceBookRow, repo},
    removal::Removable,
    state::State,
};

impl Removable for PriceBookRow {
    type Id = PriceBookId;

    const PERMISSION: Permission = permissions::CATALOGUE;
    const TYPE: &'static str = "PriceBook";
    const DELETED: &'static str = "price_book.deleted";
    const RESTORED: &'static str = "price_book.restored";

    fn lock(conn: &mut MysqlConnection, id: PriceBookId, state: State) -> QueryResult<Option<Self>> {
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
