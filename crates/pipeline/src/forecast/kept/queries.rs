//! Asking for what was forecast, and how good it was.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveTime, TimeDelta};
use rapport_contacts::users::UserId;
use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
    sql::Value,
};
use rapport_graphql::{
    Connection, ContextExt, Day, PageArgs,
    async_graphql::{Context, ID, Object, SimpleObject},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiError, ApiResult, RowScope};

use super::{
    accuracy::{Measured, measure},
    repo,
    row::{COLUMNS, SnapshotRow, Types},
    types::ForecastSnapshotRecord,
};
use crate::{
    by_id, permissions,
    pipelines::PipelineId,
    ratio::ratio,
    scoring::model::{
        quality::{Quality, quality},
        types::CalibrationBin,
    },
};

/// Over how many days the accuracy goes at most.
const MOST_DAYS: i64 = 1_096;
/// How many kept forecasts, and what was said of how many deals, are measured at most: the latest.
const MOST_FORECASTS: i64 = 20_000;
const MOST_DEALS: i64 = 200_000;

/// How good past forecasts of a pipeline were: of periods that are over.
#[derive(SimpleObject)]
pub(crate) struct ForecastAccuracy {
    /// From which day on they were made.
    from: Day,
    /// Before which day they were made.
    to: Day,
    /// How good they were, by currency.
    values: Vec<ForecastValueAccuracy>,
    /// How many times it was said of a deal how likely it is won by the end of the period.
    deals: i64,
    /// The mean of the squares of how far that was from what happened (Brier 1950): 0 at best; null without any.
    brier_score: Option<f64>,
    /// The same of saying of each the share that was won: what says nothing of single deals. More than `brierScore` where the
    /// forecast tells deals apart.
    brier_score_of_share: Option<f64>,
    /// What was said, and the share that was won, in ten bins of equal width, those that have a deal: both alike at best.
    calibration: Vec<CalibrationBin>,
}

/// How good past forecasts were in one currency: each day's forecast of each period counts as one.
#[derive(SimpleObject)]
pub(crate) struct ForecastValueAccuracy {
    /// The currency, as a three-letter code of ISO 4217.
    currency: String,
    /// How many forecasts.
    forecasts: i64,
    /// By how much more was forecast on average than was won, as a share of what was won: 0.1 for a tenth too much, less than 0 for
    /// too little. Of the deals that were known as it was made. Null when nothing was won.
    bias: Option<f64>,
    /// The same of what was weighted.
    weighted_bias: Option<f64>,
    /// How far the middle of the range was off, without its sign, as a share of what was won.
    absolute_error: Option<f64>,
    /// In which share of them what was won lies from P10 to P90: 0.8 at best.
    within_range: Option<f64>,
    /// In which share of them less than P10 was won: 0.1 at best.
    below_range: Option<f64>,
    /// In which share of them more than P90 was won: 0.1 at best.
    above_range: Option<f64>,
    /// The share of what was won in these periods that came of deals recorded after the forecast, of which it said nothing.
    share_of_new_deals: Option<f64>,
}

impl ForecastValueAccuracy {
    fn of((currency, measured): (String, Measured)) -> Self {
        let above = measured.within.zip(measured.below).map(|(within, below)| (1.0 - within - below).max(0.0));
        Self {
            currency,
            forecasts: measured.forecasts,
            bias: measured.bias,
            weighted_bias: measured.weighted_bias,
            absolute_error: measured.error,
            within_range: measured.within,
            below_range: measured.below,
            above_range: above,
            share_of_new_deals: measured.new,
        }
    }
}

/// The root fields that ask for what was forecast.
#[derive(Default)]
pub(crate) struct SnapshotQueries;

/// Asking for what was forecast.
#[Object]
impl SnapshotQueries {
    /// What was forecast of a pipeline day by day, the latest first: for the quarter in which each day was, and the next.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn forecast_snapshots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pipeline.")] pipeline_id: ID,
        #[graphql(desc = "Of whose deals; of all together, when nothing is said, for who sees all.")] owner_id: Option<
            ID,
        >,
        #[graphql(desc = "Made on this day or later.")] from: Option<Day>,
        #[graphql(desc = "Made before this day.")] to: Option<Day>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<ForecastSnapshotRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let pipeline: PipelineId = input::id(&pipeline_id, path!["pipelineId"])?;
        let owner: Option<UserId> = owner_id.map(|id| input::id(&id, path!["ownerId"])).transpose()?;
        let page = PageArgs::new(first, after, last, before)?;
        let latest = SortKey {
            expression: "forecast_snapshots.taken_on",
            nullable: false,
            descending: true,
            nulls: Nulls::Last,
        };
        let mut conditions =
            vec![Sql::text("forecast_snapshots.pipeline_id = ").bind(by_id::value(pipeline)), repo::of_whom(owner)];
        for (operator, day) in [(">= ", from), ("< ", to)] {
            let bound = |day: Day| Sql::text("forecast_snapshots.taken_on ").push(operator).bind(Value::Date(day.0));
            conditions.extend(day.map(bound));
        }
        let listing = Listing::fixed("forecast_snapshots", vec![latest], "forecast_snapshots.id", page)
            .by("forecast_snapshots_by_day")
            .and(Sql::all(conditions))
            .and(repo::visible(&call.actor));
        let source = Source { from: "forecast_snapshots", columns: COLUMNS };
        let load =
            listing.load::<ForecastSnapshotRecord, SnapshotRow, Types>(ctx, source, ForecastSnapshotRecord::from);
        load.await.map(Some)
    }

    /// How good the forecasts of a pipeline were that were made in a time, by what was won in their periods, as far as those are
    /// over: bias, how often the range held, and how well deals were told apart.
    async fn forecast_accuracy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pipeline.")] pipeline_id: ID,
        #[graphql(desc = "Of whose deals; of all together, when nothing is said, for who sees all.")] owner_id: Option<
            ID,
        >,
        #[graphql(desc = "Made on this day or later; a year before `to` when nothing is said.")] from: Option<Day>,
        #[graphql(desc = "Made before this day; until now when nothing is said.")] to: Option<Day>,
    ) -> ApiResult<Option<ForecastAccuracy>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let pipeline: PipelineId = input::id(&pipeline_id, path!["pipelineId"])?;
        let owner: Option<UserId> = owner_id.map(|id| input::id(&id, path!["ownerId"])).transpose()?;
        let today = call.clock.now().date();
        let to = to.map_or(today + TimeDelta::days(1), |to| to.0);
        let from = from.map_or(to - TimeDelta::days(366), |from| from.0);
        if to <= from || (to - from).num_days() > MOST_DAYS {
            return Err(ApiError::bad_input(
                path!["to"],
                "Say a time of at most three years that ends after it begins.",
            ));
        }
        // Who sees some deals alone is told of their own.
        let sees_all = call.actor.row_scope() == RowScope::All;
        let owner = owner.or_else(|| (!sees_all).then(|| UserId::from_uuid(call.actor.user)));
        let actor = call.actor.clone();
        let read = ctx.db()?.read(move |conn| {
            let (of, days) = ((pipeline, owner), (from, to));
            let rows = repo::of_days(conn, &actor, of, days, today, MOST_FORECASTS)?;
            let moments = repo::moments(conn, pipeline, from, to)?;
            let periods: BTreeSet<_> = rows.iter().map(|row| (row.starts_on, row.ends_before)).collect();
            let mut won = HashMap::new();
            for (starts, ends) in periods {
                let (start, end) = (starts.and_time(NaiveTime::MIN), ends.and_time(NaiveTime::MIN));
                won.insert((starts, ends), repo::won(conn, of, start, end)?);
            }
            let said = repo::outcomes(conn, &actor, of, days, today, MOST_DEALS)?;
            Ok((rows, moments, won, said))
        });
        let (rows, moments, won, said) = read.await?;
        let happened = i64::try_from(said.iter().filter(|one| one.is_won).count()).unwrap_or(i64::MAX);
        let deals = i64::try_from(said.len()).unwrap_or(i64::MAX);
        let quality: Option<Quality> = quality(&said, ratio(happened, deals).unwrap_or_default());
        Ok(Some(ForecastAccuracy {
            from: Day(from),
            to: Day(to),
            values: measure(&rows, &moments, &won).into_iter().map(ForecastValueAccuracy::of).collect(),
            deals,
            brier_score: quality.as_ref().map(|quality| quality.brier),
            brier_score_of_share: quality.as_ref().map(|quality| quality.brier_of_share),
            calibration: quality.iter().flat_map(|quality| &quality.bins).map(CalibrationBin::of).collect(),
        }))
    }
}
