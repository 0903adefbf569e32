//! Recording a pipeline.

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiResult, Call};

use super::event;
use crate::{
    permissions,
    pipelines::{
        PipelineId, PipelineRow,
        inputs::{self, CreatePipelineInput},
        repo,
    },
    stages::{self, StageRow},
};

/// Records a pipeline with its stages.
pub(crate) async fn pipeline_create(call: &Call, db: &Db, input: CreatePipelineInput) -> ApiResult<PipelineRow> {
    call.require(&permissions::MANAGE)?;
    let id = PipelineId::new();
    let now = call.clock.now();
    let mut violations = Violations::new();
    let name = inputs::name(&mut violations, &input.name).unwrap_or_default();
    let stages = stages::inputs::read(&mut violations, id, &[], &input.stages, now);
    violations.check()?;
    let row = PipelineRow { id, version: 1, name, created_at: now, updated_at: now };
    db.write(call, move |tx| pipeline_write(tx, &row, &stages).map(|()| row.clone())).await
}

/// Writes a new pipeline with its stages.
pub(crate) fn pipeline_write(tx: &mut Tx<'_>, row: &PipelineRow, stages: &[StageRow]) -> Result<(), DbError> {
    repo::insert(tx, row)?;
    stages::repo::insert(tx, stages)?;
    tx.emit(event("pipeline.created", None, (row, stages)));
    Ok(())
}
