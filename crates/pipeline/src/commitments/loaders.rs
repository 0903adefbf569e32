//! Commitments by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{CommitmentId, CommitmentRow, repo};
use crate::permissions;

/// Commitments by their id, as far as the actor sees them.
pub struct CommitmentById;

impl Batch for CommitmentById {
    type Key = CommitmentId;
    type Value = CommitmentRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CommitmentId],
    ) -> Result<HashMap<CommitmentId, CommitmentRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
