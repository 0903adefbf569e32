//! The pipeline into which deals are imported: one that is there, or one to be recorded.

use rapport_db::{Db, Tx};
use rapport_graphql::{
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Call, error::PathSegment};

use super::types::ImportPipelineInput;
use crate::{
    permissions,
    pipelines::{self, PipelineId, PipelineRow},
    stages::{self, StageRow},
};

/// A pipeline with its stages in use.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) id: PipelineId,
    pub(super) stages: Vec<StageRow>,
    /// The row, while it is not there yet.
    new: Option<PipelineRow>,
}

impl Target {
    /// The place of the stage with this name among the stages.
    ///
    /// # Errors
    /// What is wrong, for people.
    pub(super) fn stage(&self, name: &str) -> Result<usize, &'static str> {
        let found = self.stages.iter().position(|stage| stage.name.to_lowercase() == name.trim().to_lowercase());
        found.ok_or("The pipeline has no stage of this name.")
    }

    /// Records the pipeline, if it is not there yet.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn keep(&self, call: &Call, db: &Db) -> ApiResult<()> {
        let Some(row) = self.new.clone() else { return Ok(()) };
        let stages = self.stages.clone();
        db.write(call, move |tx| pipelines::service::pipeline_write(tx, &row, &stages)).await
    }

    /// In a transaction that keeps nothing: the pipeline as it would be.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn suppose(&self, tx: &mut Tx<'_>) -> Result<(), rapport_db::DbError> {
        self.new.as_ref().map_or(Ok(()), |row| pipelines::service::pipeline_write(tx, row, &self.stages))
    }
}

/// Finds the pipeline that an input says, or makes one.
///
/// # Errors
/// BAD_USER_INPUT when there is none and the input is not enough to make one; FORBIDDEN for who may not.
pub(super) async fn target(call: &Call, db: &Db, said: &ImportPipelineInput) -> ApiResult<Target> {
    match (&said.id, &said.name) {
        (Some(id), None) => {
            let id: PipelineId = input::id(id, path!["input", "pipeline", "id"])?;
            let rows = db.read(move |conn| Ok(stages::repo::of_pipelines(conn, &[id])?)).await?;
            // Every pipeline has stages.
            if rows.is_empty() {
                return Err(ApiError::bad_input(path!["input", "pipeline", "id"], "There is no such pipeline."));
            }
            Ok(Target { id, stages: in_use(rows), new: None })
        }
        (None, Some(name)) => named(call, db, name, said).await,
        _ => Err(ApiError::bad_input(path!["input", "pipeline"], "Say the pipeline's id or its name, one of them.")),
    }
}

async fn named(call: &Call, db: &Db, name: &str, said: &ImportPipelineInput) -> ApiResult<Target> {
    let at = || path!["input", "pipeline", "name"];
    let wanted = name.trim().to_owned();
    let read = db.read(move |conn| {
        let found = pipelines::repo::by_name(conn, &wanted)?;
        let ids: Vec<_> = found.iter().map(|row| row.id).collect();
        Ok((ids.clone(), stages::repo::of_pipelines(conn, &ids)?))
    });
    let (found, rows) = read.await?;
    match found.as_slice() {
        [id] => Ok(Target { id: *id, stages: in_use(rows), new: None }),
        [] => new(call, said),
        _ => Err(ApiError::bad_input(at(), "Several pipelines have this name: say the id.")),
    }
}

fn new(call: &Call, said: &ImportPipelineInput) -> ApiResult<Target> {
    let Some(inputs) = &said.stages else {
        let message = "There is no pipeline of this name: say its stages, and it is recorded.";
        return Err(ApiError::bad_input(path!["input", "pipeline", "name"], message));
    };
    call.require(&permissions::MANAGE)?;
    let (id, now) = (PipelineId::new(), call.clock.now());
    let mut violations = Violations::new();
    let name = pipelines::inputs::name(&mut violations, said.name.as_deref().unwrap_or_default());
    let stages = stages::inputs::read(&mut violations, id, &[], inputs, now);
    violations.check().map_err(below_pipeline)?;
    let row = PipelineRow { id, version: 1, name: name.unwrap_or_default(), created_at: now, updated_at: now };
    Ok(Target { id, stages, new: Some(row) })
}

/// What is wrong with a pipeline stands one level deeper here.
fn below_pipeline(mut error: ApiError) -> ApiError {
    for violation in &mut error.violations {
        violation.path.insert(1, PathSegment::from("pipeline"));
    }
    error
}

fn in_use(mut rows: Vec<StageRow>) -> Vec<StageRow> {
    rows.retain(|stage| stage.retired_at.is_none());
    rows
}
