//! Asking for funnels.

use rapport_graphql::{
    ContextExt, Timestamp,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{cohort, count, grouping::FunnelGroupBy, period::Period, ranks::Ranks, types::PipelineFunnel};
use crate::{deals, groups::Groups, permissions, pipelines::PipelineId, stages, stays};

/// The root field that asks for funnels.
#[derive(Default)]
pub(crate) struct FunnelQueries;

/// Asking for funnels.
#[Object]
impl FunnelQueries {
    /// What became by now of the deals that entered a pipeline in a period; null when there is no such pipeline. A deal is
    /// counted once, by when it first entered, however often it came back; open deals are not yet known, and neither won
    /// nor lost. Of 20,000 deals and more it may be some minutes old: `asOf` says when.
    async fn funnel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pipeline.")] pipeline_id: ID,
        #[graphql(desc = "The beginning of the period; of all times when nothing is said.")] from: Option<Timestamp>,
        #[graphql(desc = "The end of the period, which is not in it; now when nothing is said.")] to: Option<Timestamp>,
        #[graphql(desc = "By what the deals are grouped.")] group_by: Option<FunnelGroupBy>,
    ) -> ApiResult<Option<PipelineFunnel>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let pipeline: PipelineId = input::id(&pipeline_id, path!["pipelineId"])?;
        let (db, now) = (ctx.db()?, call.clock.now());
        let period = Period::said(from, to, now)?;
        let stages = db.read(move |conn| Ok(stages::repo::of_pipelines(conn, &[pipeline])?)).await?;
        // Every pipeline has stages.
        if stages.is_empty() {
            return Ok(None);
        }
        let by = group_by.map(FunnelGroupBy::by);
        let (of_stays, stays) = stays::all::recently(db, Some(call.actor.clone()), pipeline, now).await?;
        let (of_deals, deals) = deals::all::recently(db, &call.actor, None, now).await?;
        let groups = Groups::recently(db, &call.actor, by, deals.len(), now).await?;
        let as_of = of_stays.min(of_deals).min(groups.as_of(now));
        let counted = period.by(as_of);
        let counting = tokio::task::spawn_blocking(move || {
            let ranks = Ranks::of(&stages);
            let tallies = |groups: &Groups| cohort::tallies((pipeline, &stages), &stays, &deals, counted, groups);
            let grouped = tallies(&groups);
            // The groups are all deals, unless some are in several.
            let all = by.filter(|by| by.repeats()).map(|_| tallies(&Groups::one()));
            let all: Vec<_> = all.as_ref().unwrap_or(&grouped).iter().collect();
            let total = count::group(None, None, &stages, &ranks, &all);
            let groups = by.map(|by| count::groups(by, &stages, &ranks, &grouped));
            (total, groups.unwrap_or_default())
        });
        let (total, (groups, left_out)) = counting.await.map_err(ApiError::internal)?;
        Ok(Some(PipelineFunnel {
            from: Timestamp(period.from),
            to: Timestamp(period.until(to, as_of)),
            as_of: Timestamp(as_of),
            total,
            groups,
            groups_left_out: i32::try_from(left_out).unwrap_or(i32::MAX),
        }))
    }
}
