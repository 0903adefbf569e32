//! Tasks by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{TaskId, TaskRow, repo};
use crate::permissions;

/// Living tasks by their id, as far as the actor sees them.
pub struct TaskById;

impl Batch for TaskById {
    type Key = TaskId;
    type Value = TaskRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[TaskId]) -> Result<HashMap<TaskId, TaskRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
