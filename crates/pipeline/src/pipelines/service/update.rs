//! Changing a pipeline and its stages.

use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{
    async_graphql::MaybeUndefined,
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::{
    permissions,
    pipelines::{
        PipelineId, PipelineRow,
        inputs::{self, UpdatePipelineInput},
        repo,
    },
    stages::{self, StageRow},
    stays,
};

/// Changes a pipeline: its name, or its stages, also while deals are in them.
pub(crate) async fn pipeline_update(call: &Call, db: &Db, input: UpdatePipelineInput) -> ApiResult<PipelineRow> {
    call.require(&permissions::MANAGE)?;
    let id = input::id(&input.id, path!["input", "id"])?;
    db.write(call, move |tx| write(tx, id, &input)).await
}

fn write(tx: &mut Tx<'_>, id: PipelineId, input: &UpdatePipelineInput) -> Result<PipelineRow, DbError> {
    let old = repo::lock(tx, id)?.ok_or_else(not_found)?;
    check_version(input.expected_version, old.version)?;
    let present = stages::repo::of_pipelines(tx, &[id])?;
    let mut violations = Violations::new();
    let name = match &input.name {
        MaybeUndefined::Undefined => Some(old.name.clone()),
        MaybeUndefined::Null => inputs::name(&mut violations, ""),
        MaybeUndefined::Value(name) => inputs::name(&mut violations, name),
    };
    let wanted = input
        .stages
        .as_ref()
        .map_or_else(|| present.clone(), |said| stages::inputs::read(&mut violations, id, &present, said, tx.now()));
    violations.check()?;
    let row = PipelineRow {
        name: name.unwrap_or_default(),
        version: old.version.saturating_add(1),
        updated_at: tx.now(),
        ..old.clone()
    };
    let event = event("pipeline.updated", Some((&old, &present)), (&row, &wanted));
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    repo::update(tx, &row)?;
    let (known, new): (Vec<StageRow>, Vec<StageRow>) =
        wanted.into_iter().partition(|stage| present.iter().any(|present| present.id == stage.id));
    for stage in known.iter().filter(|stage| !present.contains(stage)) {
        stages::repo::update(tx, stage)?;
        let limit = present.iter().find(|present| present.id == stage.id).and_then(|present| present.age_limit_days);
        if limit != stage.age_limit_days {
            stays::renew(tx, stage.id)?;
        }
    }
    if !new.is_empty() {
        stages::repo::insert(tx, &new)?;
    }
    tx.emit(event);
    Ok(row)
}
