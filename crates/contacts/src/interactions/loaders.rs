//! Interactions by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{InteractionId, InteractionRow, repo};
use crate::permissions;

/// Interactions by their id, as far as the actor sees the person.
pub struct InteractionById;

impl Batch for InteractionById {
    type Key = InteractionId;
    type Value = InteractionRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[InteractionId],
    ) -> Result<HashMap<InteractionId, InteractionRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
