//! Asking for funnels.

use rapport_db::recent::{COUNTED, Read};
use rapport_graphql::{
    ContextExt, Timestamp,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{count, grouping::FunnelGroupBy, period::Period, ranks::Ranks, repo, repo::Cohort, types::PipelineFunnel};
use crate::{permissions, pipelines::PipelineId, stages};

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
        let now = call.clock.now();
        let period = Period::said(from, to, now)?;
        let actor = call.actor.clone();
        let question = ("funnel", pipeline, from, to, group_by);
        let read = ctx.db()?.read_recent(&call.actor, question, now, move |conn| {
            let stages = stages::repo::of_pipelines(conn, &[pipeline])?;
            // Every pipeline has stages.
            if stages.is_empty() {
                return Ok(Read { as_of: now, answer: None, rows: 0, items: 0 });
            }
            let cohort = Cohort { actor: actor.clone(), pipeline, period, group_by };
            let grouped = repo::deals(conn, &cohort, &stages)?;
            // The groups are all deals, unless some are in several.
            let total = match group_by {
                Some(by) if by.repeats() => Some(repo::deals(conn, &Cohort { group_by: None, ..cohort }, &stages)?),
                _ => None,
            };
            let rows = grouped.iter().map(|tally| usize::try_from(tally.deals).unwrap_or_default()).sum();
            let items = grouped.len().max(COUNTED);
            Ok(Read { as_of: now, answer: Some((stages, grouped, total)), rows, items })
        });
        let (as_of, read) = read.await?;
        let Some((stages, grouped, total)) = &*read else { return Ok(None) };
        let ranks = Ranks::of(stages);
        let all: Vec<_> = total.as_ref().unwrap_or(grouped).iter().collect();
        let total = count::group(None, None, stages, &ranks, &all);
        let (groups, left_out) = match group_by {
            Some(by) => count::groups(by, stages, &ranks, grouped),
            None => (Vec::new(), 0),
        };
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
