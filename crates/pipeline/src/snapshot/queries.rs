//! Asking for snapshots.

use rapport_graphql::{
    ContextExt, Timestamp,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{PipelineSnapshot, repo};
use crate::{permissions, pipelines::PipelineId, stages};

/// The root field that asks for a snapshot.
#[derive(Default)]
pub(crate) struct SnapshotQueries;

/// Asking for snapshots.
#[Object]
impl SnapshotQueries {
    /// How many deals, of what value, are in each stage of a pipeline, now or at a past moment; null when there is no such
    /// pipeline. Deals that are deleted by now count for the time before.
    async fn pipeline_snapshot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pipeline.")] pipeline_id: ID,
        #[graphql(desc = "The moment; now when nothing is said.")] at: Option<Timestamp>,
    ) -> ApiResult<Option<PipelineSnapshot>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let pipeline: PipelineId = input::id(&pipeline_id, path!["pipelineId"])?;
        let now = call.clock.now();
        let at = at.map_or(now, |at| at.0);
        if at > now {
            return Err(ApiError::bad_input(path!["at"], "This moment is yet to come."));
        }
        let actor = call.actor.clone();
        let read = ctx.db()?.read(move |conn| {
            let stages = stages::repo::of_pipelines(conn, &[pipeline])?;
            Ok((stages, repo::at(conn, &actor, pipeline, at)?))
        });
        let (stages, tallies) = read.await?;
        // Every pipeline has stages.
        Ok((!stages.is_empty()).then(|| PipelineSnapshot::new(Timestamp(at), stages, &tallies)))
    }
}
