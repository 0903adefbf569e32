//! Asking for snapshots.

use rapport_graphql::{
    ContextExt, Timestamp,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{PipelineSnapshot, kept, repo};
use crate::{permissions, pipelines::PipelineId, stages};

/// The root field that asks for a snapshot.
#[derive(Default)]
pub(crate) struct SnapshotQueries;

/// Asking for snapshots.
#[Object]
impl SnapshotQueries {
    /// How many deals, of what value and of how many customers, are in each stage of a pipeline, now or at a past moment; null
    /// when there is no such pipeline. For now it is kept from the event log, costs the same however many deals there are, and
    /// is exact as of the event that it names. Deals that are deleted by now count for the time before.
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
        let moment = at.map_or(now, |at| at.0);
        if moment > now {
            return Err(ApiError::bad_input(path!["at"], "This moment is yet to come."));
        }
        let (actor, is_now) = (call.actor.clone(), at.is_none());
        let asked = ctx.look_ahead();
        let of_stages = asked.field("stages");
        let with_customers = asked.field("customers").exists()
            || of_stages.field("customers").exists()
            || of_stages.field("customerShare").exists();
        let read = ctx.db()?.read(move |conn| {
            let stages = stages::repo::of_pipelines(conn, &[pipeline])?;
            let kept = if is_now { kept::read::now(conn, &actor, pipeline)? } else { None };
            let counted = match kept {
                Some(counted) => counted,
                None => repo::at(conn, &actor, pipeline, moment, with_customers)?,
            };
            Ok((stages, counted))
        });
        let (stages, counted) = read.await?;
        // Every pipeline has stages.
        Ok((!stages.is_empty()).then(|| PipelineSnapshot::new(Timestamp(moment), stages, &counted)))
    }
}
