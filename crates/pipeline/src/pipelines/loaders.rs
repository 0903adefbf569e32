//! Pipelines by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{PipelineId, PipelineRow, repo};
use crate::permissions;

/// Pipelines by their id.
pub struct PipelineById;

impl Batch for PipelineById {
    type Key = PipelineId;
    type Value = PipelineRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[PipelineId],
    ) -> Result<HashMap<PipelineId, PipelineRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
