//! Cadences on their way by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{CadenceRunId, CadenceRunRow, repo};
use crate::{
    permissions,
    tasks::{self, TaskRow},
};

/// Cadences on their way by their id, as far as the actor sees them.
pub struct CadenceRunById;

impl Batch for CadenceRunById {
    type Key = CadenceRunId;
    type Value = CadenceRunRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CadenceRunId],
    ) -> Result<HashMap<CadenceRunId, CadenceRunRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The tasks that cadences made, by the id of the cadence on its way.
pub(crate) struct TasksByRunId;

impl Batch for TasksByRunId {
    type Key = CadenceRunId;
    type Value = Vec<TaskRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CadenceRunId],
    ) -> Result<HashMap<CadenceRunId, Vec<TaskRow>>, DbError> {
        call.require(&permissions::READ)?;
        let mut found: HashMap<_, Vec<TaskRow>> = HashMap::new();
        for row in tasks::repo::of_runs(conn, &call.actor, keys)? {
            if let Some(run) = row.cadence_run_id {
                found.entry(run).or_default().push(row);
            }
        }
        Ok(found)
    }
}
