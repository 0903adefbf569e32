//! Customer events by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{CustomerEventId, CustomerEventRow, repo};
use crate::permissions;

/// Customer events by their id, as far as the actor sees the person.
pub struct CustomerEventById;

impl Batch for CustomerEventById {
    type Key = CustomerEventId;
    type Value = CustomerEventRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CustomerEventId],
    ) -> Result<HashMap<CustomerEventId, CustomerEventRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
