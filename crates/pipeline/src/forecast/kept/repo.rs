//! The SQL of kept forecasts.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{BigInt, Datetime, Double, Text},
};
use rapport_contacts::users::UserId;
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

use super::row::{COLUMNS, SnapshotRow, Types};
use crate::{
    by_id,
    deals::{DealId, scope},
    pipelines::PipelineId,
    schema::{forecast_days, forecast_snapshot_deals, forecast_snapshots},
    scoring::model::quality::Scored,
    tasks::scope::owned,
};

/// How many rows one statement inserts.
const AT_ONCE: usize = 1_000;

/// Whether a day's forecast of a pipeline was kept.
pub(super) fn is_kept(conn: &mut MysqlConnection, pipeline: PipelineId, day: NaiveDate) -> QueryResult<bool> {
    let kept = forecast_days::table.find((pipeline, day)).select(forecast_days::taken_on);
    Ok(kept.first::<NaiveDate>(conn).optional()?.is_some())
}

/// Keeps a day's forecast of a pipeline, in a transaction: false when somebody else has by now.
pub(super) fn keep(
    conn: &mut MysqlConnection,
    (pipeline, day, at): (PipelineId, NaiveDate, NaiveDateTime),
    rows: &[SnapshotRow],
    deals: &[(DealId, f64)],
    ends_before: NaiveDate,
) -> QueryResult<bool> {
    let claim =
        (forecast_days::pipeline_id.eq(pipeline), forecast_days::taken_on.eq(day), forecast_days::taken_at.eq(at));
    if diesel::insert_or_ignore_into(forecast_days::table).values(claim).execute(conn)? == 0 {
        return Ok(false);
    }
    for some in rows.chunks(AT_ONCE) {
        diesel::insert_into(forecast_snapshots::table).values(some).execute(conn)?;
    }
    for some in deals.chunks(AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|(deal, probability)| {
                (
                    forecast_snapshot_deals::pipeline_id.eq(pipeline),
                    forecast_snapshot_deals::taken_on.eq(day),
                    forecast_snapshot_deals::deal_id.eq(*deal),
                    forecast_snapshot_deals::ends_before.eq(ends_before),
                    forecast_snapshot_deals::probability.eq(*probability),
                )
            })
            .collect();
        // What is said of a deal that is purged meanwhile counts nowhere: whoever reads it asks for the deal too.
        diesel::insert_into(forecast_snapshot_deals::table).values(&rows).execute(conn)?;
    }
    Ok(true)
}

/// Forgets what was said of a deal.
pub(crate) fn forget_deal(conn: &mut MysqlConnection, deal: DealId) -> QueryResult<()> {
    diesel::delete(forecast_snapshot_deals::table.filter(forecast_snapshot_deals::deal_id.eq(deal)))
        .execute(conn)
        .map(drop)
}

/// Forgets what was said of single deals of a pipeline before a day.
pub(super) fn forget(conn: &mut MysqlConnection, pipeline: PipelineId, before: NaiveDate) -> QueryResult<()> {
    diesel::delete(
        forecast_snapshot_deals::table
            .filter(forecast_snapshot_deals::pipeline_id.eq(pipeline))
            .filter(forecast_snapshot_deals::taken_on.lt(before)),
    )
    .execute(conn)
    .map(drop)
}

/// A condition on `forecast_snapshots` that holds for those that the actor sees: of all together whoever sees all deals.
pub(crate) fn visible(actor: &Actor) -> Sql {
    owned("forecast_snapshots.owner_id", actor)
}

/// A condition for those of this owner, or of all together.
pub(crate) fn of_whom(owner: Option<UserId>) -> Sql {
    match owner {
        Some(owner) => Sql::text("forecast_snapshots.owner_id = ").bind(by_id::value(owner)),
        None => Sql::text("forecast_snapshots.owner_id IS NULL"),
    }
}

/// Forecasts that were kept from one day until before another, of periods that are over by a day.
pub(super) fn of_days(
    conn: &mut MysqlConnection,
    actor: &Actor,
    (pipeline, owner): (PipelineId, Option<UserId>),
    (from, to): (NaiveDate, NaiveDate),
    over_by: NaiveDate,
    most: i64,
) -> QueryResult<Vec<SnapshotRow>> {
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM forecast_snapshots WHERE forecast_snapshots.pipeline_id = ")
        .bind(by_id::value(pipeline))
        .push(" AND ")
        .then(of_whom(owner))
        .push(" AND forecast_snapshots.taken_on >= ")
        .bind(Value::Date(from))
        .push(" AND forecast_snapshots.taken_on < ")
        .bind(Value::Date(to))
        .push(" AND forecast_snapshots.ends_before <= ")
        .bind(Value::Date(over_by))
        .push(" AND ")
        .then(visible(actor))
        .push(" ORDER BY forecast_snapshots.taken_on DESC, forecast_snapshots.id DESC LIMIT ")
        .bind(Value::Int(most))
        .query::<Types>()
        .load(conn)
}

/// The deals of a pipeline that were won in a period, as it was known at its end: when each was recorded, and what it was worth.
pub(super) fn won(
    conn: &mut MysqlConnection,
    (pipeline, owner): (PipelineId, Option<UserId>),
    from: NaiveDateTime,
    to: NaiveDateTime,
) -> QueryResult<Vec<(NaiveDateTime, String, i64)>> {
    let of_whom =
        owner.map_or_else(|| Sql::text("TRUE"), |owner| Sql::text("deals.owner_id = ").bind(by_id::value(owner)));
    Sql::text(
        "SELECT deals.created_at, deal_stays.currency, deal_stays.amount FROM deal_stays \
         JOIN pipeline_stages ON pipeline_stages.id = deal_stays.stage_id AND pipeline_stages.kind = 'WON' \
         JOIN deals ON deals.id = deal_stays.deal_id WHERE deal_stays.pipeline_id = ",
    )
    .bind(by_id::value(pipeline))
    .push(" AND deal_stays.entered_at >= ")
    .bind(Value::Time(from))
    .push(" AND deal_stays.entered_at < ")
    .bind(Value::Time(to))
    .push(" AND deal_stays.until >= ")
    .bind(Value::Time(to))
    .push(" AND deal_stays.amount IS NOT NULL AND ")
    .then(of_whom)
    .query::<(Datetime, Text, BigInt)>()
    .load(conn)
}

/// What was said of single deals from one day until before another, and whether they were won by the end of the period.
pub(super) fn outcomes(
    conn: &mut MysqlConnection,
    actor: &Actor,
    (pipeline, owner): (PipelineId, Option<UserId>),
    (from, to): (NaiveDate, NaiveDate),
    over_by: NaiveDate,
    most: i64,
) -> QueryResult<Vec<Scored>> {
    let seen = if actor.row_scope() == RowScope::All { Sql::text("TRUE") } else { scope::visible(actor) };
    let of_whom =
        owner.map_or_else(|| Sql::text("TRUE"), |owner| Sql::text("deals.owner_id = ").bind(by_id::value(owner)));
    let rows: Vec<(f64, i64)> = Sql::text(
        "SELECT said.probability, CAST(EXISTS (SELECT 1 FROM deal_stays \
         JOIN pipeline_stages ON pipeline_stages.id = deal_stays.stage_id AND pipeline_stages.kind = 'WON' \
         WHERE deal_stays.deal_id = said.deal_id AND deal_stays.pipeline_id = said.pipeline_id \
         AND deal_stays.entered_at >= said.taken_on AND deal_stays.entered_at < said.ends_before \
         AND deal_stays.until >= said.ends_before) AS SIGNED) FROM forecast_snapshot_deals AS said \
         JOIN deals ON deals.id = said.deal_id WHERE said.pipeline_id = ",
    )
    .bind(by_id::value(pipeline))
    .push(" AND said.taken_on >= ")
    .bind(Value::Date(from))
    .push(" AND said.taken_on < ")
    .bind(Value::Date(to))
    .push(" AND said.ends_before <= ")
    .bind(Value::Date(over_by))
    .push(" AND ")
    .then(of_whom)
    .push(" AND ")
    .then(seen)
    .push(" ORDER BY said.taken_on DESC, said.deal_id LIMIT ")
    .bind(Value::Int(most))
    .query::<(Double, BigInt)>()
    .load(conn)?;
    Ok(rows.into_iter().map(|(probability, is_won)| Scored { probability, is_won: is_won != 0 }).collect())
}

/// When the forecasts of a pipeline were kept, by day.
pub(super) fn moments(
    conn: &mut MysqlConnection,
    pipeline: PipelineId,
    from: NaiveDate,
    to: NaiveDate,
) -> QueryResult<HashMap<NaiveDate, NaiveDateTime>> {
    let moments: Vec<(NaiveDate, NaiveDateTime)> = forecast_days::table
        .filter(forecast_days::pipeline_id.eq(pipeline))
        .filter(forecast_days::taken_on.ge(from))
        .filter(forecast_days::taken_on.lt(to))
        .select((forecast_days::taken_on, forecast_days::taken_at))
        .load(conn)?;
    Ok(moments.into_iter().collect())
}
