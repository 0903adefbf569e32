//! Finding the stage into which a deal goes.

use rapport_contacts::kept;
use rapport_db::{DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult};

use crate::{
    deals::DealStatus,
    pipelines::PipelineId,
    stages::{self, StageId, StageRow},
};

fn refused(message: impl Into<std::borrow::Cow<'static, str>>) -> DbError {
    ApiError::bad_input(path!["input", "stageId"], message.into().into_owned()).into()
}

/// This stage, in use and of this kind, and of this pipeline if one is named. It stays so until the transaction ends.
///
/// # Errors
/// BAD_USER_INPUT; or when the database fails.
pub(super) fn named(
    tx: &mut Tx<'_>,
    id: StageId,
    kind: DealStatus,
    pipeline: Option<PipelineId>,
) -> Result<StageRow, DbError> {
    let stage = stages::repo::hold(tx, id)?.ok_or_else(|| refused("There is no such stage."))?;
    if pipeline.is_some_and(|pipeline| pipeline != stage.pipeline_id) {
        return Err(refused("This stage is of another pipeline."));
    }
    if stage.retired_at.is_some() {
        return Err(refused("This stage is retired: no deal enters it any more."));
    }
    if stage.status() != kind {
        let (is, wanted) = (kept::name(stage.status()), kept::name(kind));
        return Err(refused(format!("This stage is of the kind {is}; one of the kind {wanted} is needed.")));
    }
    Ok(stage)
}

/// The first stage in use of this kind, or `preferred` if that is one. It stays so until the transaction ends.
///
/// # Errors
/// BAD_USER_INPUT when there is no such pipeline; or when the database fails.
pub(super) fn first(
    tx: &mut Tx<'_>,
    pipeline: PipelineId,
    kind: DealStatus,
    preferred: Option<StageId>,
) -> Result<StageRow, DbError> {
    let mut stages = stages::repo::hold_of(tx, pipeline)?;
    stages.retain(|stage| stage.retired_at.is_none() && stage.status() == kind);
    let found = stages.iter().position(|stage| Some(stage.id) == preferred).unwrap_or(0);
    Ok(stages.into_iter().nth(found).ok_or_else(no_pipeline)?)
}

/// Every pipeline has a stage of every kind, so that only one that is not there has none.
fn no_pipeline() -> ApiError {
    ApiError::bad_input(path!["input", "pipelineId"], "There is no such pipeline.")
}

/// Refuses what an open or a closed deal does not do.
///
/// # Errors
/// CONFLICT.
pub(super) fn check_open(present: DealStatus, must_be_open: bool) -> ApiResult<()> {
    let message = match (present == DealStatus::Open, must_be_open) {
        (false, true) => "The deal is closed: reopen it first.",
        (true, false) => "The deal is open already.",
        _ => return Ok(()),
    };
    Err(ApiError::new(rapport_kernel::Code::Conflict, message))
}
