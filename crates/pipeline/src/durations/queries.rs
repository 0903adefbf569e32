//! Asking how long deals stay in a stage.

use rapport_graphql::{
    ContextExt, Timestamp,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{reckon, types::StageDuration};
use crate::{deals::DealStatus, funnel::period::Period, permissions, pipelines::PipelineId, stages, stays::all};

/// The root field that asks how long deals stay in a stage.
#[derive(Default)]
pub(crate) struct DurationQueries;

/// Asking how long deals stay in a stage.
#[Object]
impl DurationQueries {
    /// How long deals stay in each stage for open deals, from the stays that began in a period; null when there is no such
    /// pipeline. To the minute. Of 20,000 stays and more it may be up to ten minutes old.
    async fn stage_durations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pipeline.")] pipeline_id: ID,
        #[graphql(desc = "The beginning of the period; of all times when nothing is said.")] from: Option<Timestamp>,
        #[graphql(desc = "The end of the period, which is not in it; now when nothing is said.")] to: Option<Timestamp>,
    ) -> ApiResult<Option<Vec<StageDuration>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let pipeline: PipelineId = input::id(&pipeline_id, path!["pipelineId"])?;
        let now = call.clock.now();
        let period = Period::said(from, to, now)?;
        let db = ctx.db()?;
        let stages = db.read(move |conn| Ok(stages::repo::of_pipelines(conn, &[pipeline])?)).await?;
        // Every pipeline has stages.
        if stages.is_empty() {
            return Ok(None);
        }
        let (as_of, stays) = all::recently(db, Some(call.actor.clone()), pipeline, now).await?;
        let reckoning = tokio::task::spawn_blocking(move || reckon::lasted(&stays, period, as_of));
        let lasted = reckoning.await.map_err(ApiError::internal)?;
        let shown = stages.into_iter().filter(|stage| stage.status() == DealStatus::Open).filter_map(|stage| {
            let lasted = lasted.get(&stage.id).map(Vec::as_slice).unwrap_or_default();
            (stage.retired_at.is_none() || !lasted.is_empty()).then(|| StageDuration::new(stage, lasted))
        });
        Ok(Some(shown.collect()))
    }
}
