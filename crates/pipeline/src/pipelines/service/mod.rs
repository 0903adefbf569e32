//! What is done with pipelines: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod update;

pub(crate) use create::{pipeline_create, pipeline_write};
pub(crate) use update::pipeline_update;

use rapport_kernel::{ApiError, NewEvent};
use serde_json::{Value, json};

use super::PipelineRow;
use crate::stages::StageRow;

/// The error for a pipeline that is not there.
pub(crate) fn not_found() -> ApiError {
    ApiError::not_found("Pipeline")
}

/// The event of this kind about a pipeline, with how it changed.
fn event(
    kind: &'static str,
    old: Option<(&PipelineRow, &[StageRow])>,
    (new, stages): (&PipelineRow, &[StageRow]),
) -> NewEvent {
    NewEvent::about(kind, new.id, new.version).change("name", old.map(|(old, _)| &old.name), Some(&new.name)).change(
        "stages",
        old.map(|(_, stages)| told(stages)),
        Some(told(stages)),
    )
}

/// Gates, as an event tells them.
fn gates(column: &str) -> Value {
    serde_json::from_str(column).unwrap_or_default()
}

/// The stages in use, as an event tells them.
fn told(stages: &[StageRow]) -> Vec<Value> {
    let in_use = stages.iter().filter(|stage| stage.retired_at.is_none());
    in_use
        .map(|stage| {
            json!({
                "id": stage.id.to_global(), "name": stage.name, "probability": stage.probability, "kind": stage.kind,
                "ageLimitDays": stage.age_limit_days, "gates": stage.gates.as_deref().map(gates),
            })
        })
        .collect()
}
