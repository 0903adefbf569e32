//! People by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{ContactId, ContactRow, repo};
use crate::permissions;

/// Living people by their id, as far as the actor sees them.
pub struct ContactById;

impl Batch for ContactById {
    type Key = ContactId;
    type Value = ContactRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, ContactRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
