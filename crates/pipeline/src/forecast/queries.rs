//! Asking for forecasts.

use std::sync::Arc;

use rapport_graphql::{
    ContextExt, Day, Timestamp,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    convert,
    gather::Asked,
    grouping::ForecastGroupBy,
    periods::{self, ForecastUnit},
    prepare::Question,
    service,
    types::Forecast,
};
use crate::permissions;

/// The root fields that ask for forecasts.
#[derive(Default)]
pub(crate) struct ForecastQueries;

/// Asking for forecasts.
#[Object]
impl ForecastQueries {
    /// What will be won in each month, quarter or year: weighted, and as a range, drawn by chance from how long each open deal has
    /// been in its stage, and how deals went on from there. Null when there is no such pipeline. Times are days in UTC. Of 20,000
    /// open deals and more it may be some minutes old: `asOf` says when.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn forecast(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day; that of the present period when nothing is said.")] from: Option<Day>,
        #[graphql(desc = "The first day after it; the end of the second period when nothing is said.")] to: Option<Day>,
        #[graphql(desc = "How long the periods are, at most 24 of them.", default_with = "ForecastUnit::Quarter")]
        period: ForecastUnit,
        #[graphql(desc = "By what the deals are grouped.")] group_by: Option<ForecastGroupBy>,
        #[graphql(desc = "Of one pipeline alone.")] pipeline_id: Option<ID>,
        #[graphql(desc = "The moment as of which it is made, from what was known then; now when nothing is said.")]
        as_of: Option<Timestamp>,
        #[graphql(desc = "By which random numbers are drawn.", default = 1)] seed: i32,
        #[graphql(desc = "How many times it is drawn, 100 to 10,000; 1,000 when nothing is said.")] runs: Option<i32>,
        #[graphql(
            desc = "A currency in which everything is told for which there are exchange rates: a three-letter code of ISO 4217."
        )]
        currency: Option<String>,
    ) -> ApiResult<Option<Arc<Forecast>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let pipeline = pipeline_id.map(|id| input::id(&id, path!["pipelineId"])).transpose()?;
        let (as_of, is_past) = service::moment(call, as_of)?;
        let spans = periods::said(from, to, period, as_of)?;
        let question = Question { unit: period, spans, as_of, is_past, group_by };
        let currency = convert::said(currency)?;
        let asked = Asked { actor: call.actor.clone(), now: call.clock.now(), pipeline, question, currency };
        Box::pin(service::forecast(call, ctx.db()?, asked, seed, service::runs(runs)?)).await
    }
}
