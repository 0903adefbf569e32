//! Deleting a product, and taking that back.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx};
use rapport_kernel::{NewEvent, Permission};

use super::{event, unique};
use crate::{
    permissions,
    products::{ProductId, ProductRow, repo},
    removal::Removable,
    state::State,
};

impl Removable for ProductRow {
    type Id = ProductId;

    const PERMISSION: Permission = permissions::CATALOGUE;
    const TYPE: &'static str = "Product";
    const DELETED: &'static str = "product.deleted";
    const RESTORED: &'static str = "product.restored";

    fn lock(conn: &mut MysqlConnection, id: ProductId, state: State) -> QueryResult<Option<Self>> {
        let state = match state {
            State::Living => repo::living(),
            State::Deleted => repo::deleted(),
        };
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
        unique::explain(tx, self, written)
    }

    fn event(&self, kind: &'static str) -> NewEvent {
        event(kind, self)
    }
}
