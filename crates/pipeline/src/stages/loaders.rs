//! Stages by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{StageId, StageRow, repo};
use crate::{by_id::grouped, permissions, pipelines::PipelineId, sharing::rights};

/// Stages by their id, also the retired; for partners, those in which they see deals.
pub struct StageById;

impl Batch for StageById {
    type Key = StageId;
    type Value = StageRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[StageId]) -> Result<HashMap<StageId, StageRow>, DbError> {
        call.require(&permissions::READ_DEALS)?;
        let rows = if rights::is_partner(&call.actor) {
            repo::shared_with(conn, &call.actor, keys)?
        } else {
            repo::by_ids(conn, keys)?
        };
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The stages of pipelines in their order, the retired behind the others.
pub struct StagesByPipelineId;

impl Batch for StagesByPipelineId {
    type Key = PipelineId;
    type Value = Vec<StageRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[PipelineId],
    ) -> Result<HashMap<PipelineId, Vec<StageRow>>, DbError> {
        call.require(&permissions::READ)?;
        Ok(grouped(repo::of_pipelines(conn, keys)?, |row| row.pipeline_id))
    }
}
