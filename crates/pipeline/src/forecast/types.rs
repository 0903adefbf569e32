//! A forecast, as clients see one.

use rapport_contacts::users::{User, UserById, UserId};
use rapport_graphql::{
    ContextExt, Day, Open, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    money::MoneyRecord,
};
use rapport_kernel::ApiResult;

use crate::pipelines::{Pipeline, PipelineById, PipelineId};

/// What will be won, as far as you may see the deals: of the deals that are open, and what was already won. Deals that are yet to
/// be recorded are not in it.
#[derive(SimpleObject)]
pub(crate) struct Forecast {
    /// The moment as of which the forecast is made: what was known then is all that it is made from.
    pub(super) as_of: Timestamp,
    /// By which the random numbers are drawn. The same seed gives the same forecast of the same deals.
    pub(super) seed: i32,
    /// How many times it was drawn what may become of the deals.
    pub(super) runs: i32,
    /// How many stays of deals in stages tell how long deals stay, and where they go.
    pub(super) stays_seen: i64,
    /// How many of the open deals have no amount: they count among the deals, and not among the values.
    pub(super) deals_without_amount: i64,
    /// How many of the open deals have no expected day of closing: they are not in what is weighted, and are in the range.
    pub(super) deals_without_expected_close: i64,
    /// How many of the open deals were expected to be closed by now: they are not in what is weighted, and are in the range.
    pub(super) deals_overdue: i64,
    /// By what the forecast of each pipeline is corrected, those for which there is a past to look back at.
    pub(super) corrections: Vec<ForecastCorrection>,
    /// All the deals together.
    pub(super) total: ForecastGroup,
    /// The deals in groups, those with most open deals first; at most 500. Empty when nothing is said by what.
    pub(super) groups: Vec<ForecastGroup>,
    /// How many groups are left out.
    pub(super) groups_left_out: i32,
}

/// By what a forecast is corrected: what the same way of forecasting would have said before, for as long a time, held against what
/// happened then.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct ForecastCorrection {
    #[graphql(skip)]
    pub(super) in_pipeline: PipelineId,
    /// By what the chance of each deal is multiplied on average: below 1 where too much would have been forecast.
    pub(super) factor: f64,
    /// The standard deviation of that, by which the range is wider.
    pub(super) spread: f64,
    /// What would have been forecast, the latest first.
    pub(super) backtests: Vec<ForecastBacktest>,
}

/// What would have been forecast as of a moment, and what happened.
#[derive(SimpleObject)]
pub(crate) struct ForecastBacktest {
    /// The moment as of which it would have been made, from what was known then.
    pub(super) as_of: Timestamp,
    /// How many deals would have been expected to be won of those that were open, uncorrected. Of very many deals a part is looked at.
    pub(super) expected: f64,
    /// How many were won.
    pub(super) won: i64,
}

/// By what a forecast is corrected.
#[ComplexObject]
impl ForecastCorrection {
    /// The pipeline.
    async fn pipeline(&self, ctx: &Context<'_>) -> ApiResult<Option<Pipeline>> {
        Ok(ctx.load::<PipelineById>(self.in_pipeline).await?.map(|row| Open(row.into())))
    }
}

/// What will be won of some deals.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct ForecastGroup {
    /// What they have in common: the global id of a record; null for all, or for nothing.
    pub(super) key: Option<String>,
    #[graphql(skip)]
    pub(super) owned_by: Option<UserId>,
    #[graphql(skip)]
    pub(super) in_pipeline: Option<PipelineId>,
    /// How many of them are open.
    pub(super) open_deals: i64,
    /// Over all periods together.
    pub(super) whole: ForecastPeriod,
    /// In each period, in their order.
    pub(super) periods: Vec<ForecastPeriod>,
}

/// What will be won in some time.
#[derive(SimpleObject)]
pub(crate) struct ForecastPeriod {
    /// What the period is called: 2017-10, 2017-Q4, 2017; null for all periods together.
    pub(super) name: Option<String>,
    /// The first day.
    pub(super) from: Day,
    /// The first day after it.
    pub(super) to: Day,
    /// How many deals were already won in it.
    pub(super) deals_won: i64,
    /// How many deals will be won in it, with those that were.
    pub(super) deals: ForecastRange,
    /// Of what value, by currency.
    pub(super) values: Vec<ForecastValue>,
}

/// How many it may be.
#[derive(Clone, Copy, Debug, PartialEq, SimpleObject)]
pub(crate) struct ForecastRange {
    /// In one run of ten it is less.
    pub(super) p10: f64,
    /// In half of the runs it is less.
    pub(super) p50: f64,
    /// In nine runs of ten it is less.
    pub(super) p90: f64,
    /// On average over the runs.
    pub(super) mean: f64,
}

/// Of what value it may be, in one currency.
#[derive(SimpleObject)]
pub(crate) struct ForecastValue {
    /// The currency, as a three-letter code of ISO 4217.
    pub(super) currency: String,
    /// What was already won.
    pub(super) won: Open<MoneyRecord>,
    /// What was already won, and of each open deal that is expected to be closed in this time the amount times the probability of
    /// its stage.
    pub(super) weighted: Open<MoneyRecord>,
    /// In one run of ten it is less, with what was already won.
    pub(super) p10: Open<MoneyRecord>,
    /// In half of the runs it is less.
    pub(super) p50: Open<MoneyRecord>,
    /// In nine runs of ten it is less.
    pub(super) p90: Open<MoneyRecord>,
    /// On average over the runs.
    pub(super) mean: Open<MoneyRecord>,
    /// What is to be won by quotas: what was set for just these deals, or else the sum of what was set for parts of them. Null
    /// where nothing was, and for a period that is cut off.
    pub(super) quota: Option<Open<MoneyRecord>>,
    /// The share of the quota that was already won, 1 for all of it; null without a quota.
    pub(super) attainment: Option<f64>,
    /// In which share of the runs the quota is reached, 0 to 1; null without a quota.
    pub(super) probability_of_quota: Option<f64>,
}

/// What will be won of some deals.
#[ComplexObject]
impl ForecastGroup {
    /// Who looks after these deals, when they are grouped by that.
    async fn owner(&self, ctx: &Context<'_>) -> ApiResult<Option<User>> {
        let Some(id) = self.owned_by else { return Ok(None) };
        Ok(ctx.load::<UserById>(id).await?.map(|row| Open(row.into())))
    }

    /// The pipeline, when they are grouped by that.
    async fn pipeline(&self, ctx: &Context<'_>) -> ApiResult<Option<Pipeline>> {
        let Some(id) = self.in_pipeline else { return Ok(None) };
        Ok(ctx.load::<PipelineById>(id).await?.map(|row| Open(row.into())))
    }
}
