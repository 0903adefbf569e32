//! Orders by what others know of them.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{OrderId, OrderRow, repo};
use crate::permissions;

/// Living orders by their id, as far as the actor sees them.
pub struct OrderById;

impl Batch for OrderById {
    type Key = OrderId;
    type Value = OrderRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[OrderId]) -> Result<HashMap<OrderId, OrderRow>, DbError> {
        call.require(&permissions::READ_ORDERS)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Whether what is not paid yet was due before now, by when it is due. It is the call's clock that is asked, not the database.
pub(crate) struct IsOverdueByDueAt;

impl Batch for IsOverdueByDueAt {
    type Key = Option<NaiveDateTime>;
    type Value = bool;

    fn load(
        _: &mut MysqlConnection,
        call: &Call,
        keys: &[Option<NaiveDateTime>],
    ) -> Result<HashMap<Option<NaiveDateTime>, bool>, DbError> {
        let now = call.clock.now();
        Ok(keys.iter().map(|due| (*due, due.is_some_and(|due| due < now))).collect())
    }
}
