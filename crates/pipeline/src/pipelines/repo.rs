//! The SQL of pipelines.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{PipelineId, PipelineRow};
use crate::schema::pipelines;

/// These pipelines.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[PipelineId]) -> QueryResult<Vec<PipelineRow>> {
    pipelines::table.filter(one_of(pipelines::id, ids)).select(PipelineRow::as_select()).load(conn)
}

/// The pipelines of this name, whatever its case.
pub(crate) fn by_name(conn: &mut MysqlConnection, name: &str) -> QueryResult<Vec<PipelineRow>> {
    pipelines::table.filter(pipelines::name.eq(name)).select(PipelineRow::as_select()).load(conn)
}

/// A pipeline, locked until the transaction ends, and its stages with it.
pub(crate) fn lock(conn: &mut MysqlConnection, id: PipelineId) -> QueryResult<Option<PipelineRow>> {
    pipelines::table.find(id).select(PipelineRow::as_select()).for_update().first(conn).optional()
}

/// Inserts a pipeline.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &PipelineRow) -> QueryResult<()> {
    diesel::insert_into(pipelines::table).values(row).execute(conn).map(drop)
}

/// Writes a locked pipeline back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &PipelineRow) -> QueryResult<()> {
    diesel::update(pipelines::table.find(row.id))
        .set((
            pipelines::version.eq(row.version),
            pipelines::name.eq(&row.name),
            pipelines::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}
