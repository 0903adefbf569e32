//! The SQL of forecasts: what was open at a moment, what had been won by then, and how deals had left their stages. Where the
//! database would take now one plan, now another, the index is named.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    MysqlConnection, QueryResult,
    prelude::*,
    sql_types::{BigInt, Binary, Bool, Date, Nullable, Text},
};
use rapport_contacts::users::UserId;
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    backtest::Dated,
    curves::{Shape, Stays},
};
use crate::{
    by_id,
    deals::{DealId, scope},
    pipelines::PipelineId,
    schema::pipelines,
    stages::StageId,
};

/// From how many won deals of each currency the worth of others is taken at most, the latest.
const WON_AT_MOST: i64 = 1_000;

/// A deal that was open at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OpenDeal {
    pub(super) id: DealId,
    pub(super) pipeline: PipelineId,
    pub(super) stage: StageId,
    /// How many days it had been there.
    pub(super) days: i64,
    pub(super) owner: Option<UserId>,
    pub(super) amount: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) expected_close_on: Option<NaiveDate>,
}

/// Deals that were won on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WonDeals {
    pub(super) pipeline: PipelineId,
    pub(super) owner: Option<UserId>,
    pub(super) currency: Option<String>,
    pub(super) day: NaiveDate,
    pub(super) deals: i64,
    pub(super) amount: Option<i64>,
}

fn time(at: NaiveDateTime) -> Value {
    Value::Time(at)
}

/// All pipelines.
pub(super) fn pipelines(conn: &mut MysqlConnection) -> QueryResult<Vec<PipelineId>> {
    pipelines::table.select(pipelines::id).order(pipelines::id).load(conn)
}

/// The deals of these pipelines that were open at a moment, as far as the actor sees them: in which stage, since how many days.
pub(super) fn open(
    conn: &mut MysqlConnection,
    actor: &Actor,
    pipelines: &[PipelineId],
    at: NaiveDateTime,
) -> QueryResult<Vec<OpenDeal>> {
    type Row = (DealId, PipelineId, StageId, i64, Option<UserId>, Option<i64>, Option<String>, Option<NaiveDate>);
    let rows: Vec<Row> = Sql::text(
        "SELECT deals.id, deal_stays.pipeline_id, deal_stays.stage_id, \
         CAST(ROUND(TIMESTAMPDIFF(MINUTE, deal_stays.entered_at, ",
    )
    .bind(time(at))
    .push(
        ") / 1440) AS SIGNED), deals.owner_id, deal_stays.amount, deal_stays.currency, deals.expected_close_on \
         FROM deal_stays FORCE INDEX (deal_stays_at_a_moment) STRAIGHT_JOIN pipeline_stages ON pipeline_stages.id = deal_stays.stage_id AND pipeline_stages.kind = 'OPEN' \
         STRAIGHT_JOIN deals ON deals.id = deal_stays.deal_id WHERE ",
    )
    .then(by_id::is_one_of("deal_stays.pipeline_id", pipelines))
    .push(" AND deal_stays.until > ")
    .bind(time(at))
    .push(" AND deal_stays.entered_at <= ")
    .bind(time(at))
    .push(" AND ")
    .then(scope::visible(actor))
    .query::<(Binary, Binary, Binary, BigInt, Nullable<Binary>, Nullable<BigInt>, Nullable<Text>, Nullable<Date>)>()
    .load(conn)?;
    let deal = |(id, pipeline, stage, days, owner, amount, currency, expected_close_on)| OpenDeal {
        id,
        pipeline,
        stage,
        days,
        owner,
        amount,
        currency,
        expected_close_on,
    };
    Ok(rows.into_iter().map(deal).collect())
}

/// The deals of these pipelines that were won from one moment until before another, as it was known at `seen`, as far as the
/// actor sees them: by day.
pub(super) fn won(
    conn: &mut MysqlConnection,
    actor: &Actor,
    pipelines: &[PipelineId],
    (from, to): (NaiveDateTime, NaiveDateTime),
    seen: NaiveDateTime,
) -> QueryResult<Vec<WonDeals>> {
    type Row = (PipelineId, Option<UserId>, Option<String>, NaiveDate, i64, Option<i64>);
    let rows: Vec<Row> = Sql::text(
        "SELECT deal_stays.pipeline_id, deals.owner_id, deal_stays.currency, DATE(deal_stays.entered_at) AS day, COUNT(*), \
         CAST(SUM(deal_stays.amount) AS SIGNED) FROM deal_stays FORCE INDEX (deal_stays_by_entry) \
         STRAIGHT_JOIN pipeline_stages ON pipeline_stages.id = deal_stays.stage_id AND pipeline_stages.kind = 'WON' \
         STRAIGHT_JOIN deals ON deals.id = deal_stays.deal_id WHERE ",
    )
    .then(by_id::is_one_of("deal_stays.pipeline_id", pipelines))
    .push(" AND deal_stays.entered_at >= ")
    .bind(time(from))
    .push(" AND deal_stays.entered_at < ")
    .bind(time(to))
    .push(" AND deal_stays.entered_at <= ")
    .bind(time(seen))
    .push(" AND deal_stays.until > ")
    .bind(time(seen))
    .push(" AND ")
    .then(scope::visible(actor))
    .push(" GROUP BY deal_stays.pipeline_id, deals.owner_id, deal_stays.currency, day")
    .query::<(Binary, Nullable<Binary>, Nullable<Text>, Date, BigInt, Nullable<BigInt>)>()
    .load(conn)?;
    let tally =
        |(pipeline, owner, currency, day, deals, amount)| WonDeals { pipeline, owner, currency, day, deals, amount };
    Ok(rows.into_iter().map(tally).collect())
}

/// What the latest deals of a pipeline were worth that had been won by a moment, by currency: each in the order of its worth.
pub(super) fn worths(
    conn: &mut MysqlConnection,
    pipeline: PipelineId,
    at: NaiveDateTime,
) -> QueryResult<HashMap<String, Vec<i64>>> {
    let rows: Vec<(String, i64)> = Sql::text(
        "SELECT currency, amount FROM (SELECT deal_stays.currency, deal_stays.amount, ROW_NUMBER() OVER \
         (PARTITION BY deal_stays.currency ORDER BY deal_stays.entered_at DESC, deal_stays.id) AS place FROM deal_stays FORCE INDEX (deal_stays_by_entry) \
         STRAIGHT_JOIN pipeline_stages ON pipeline_stages.id = deal_stays.stage_id AND pipeline_stages.kind = 'WON' \
         WHERE deal_stays.pipeline_id = ",
    )
    .bind(by_id::value(pipeline))
    .push(" AND deal_stays.entered_at <= ")
    .bind(time(at))
    .push(" AND deal_stays.amount IS NOT NULL) AS numbered WHERE place <= ")
    .bind(Value::Int(WON_AT_MOST))
    .push(" ORDER BY currency, amount")
    .query::<(Text, BigInt)>()
    .load(conn)?;
    let mut found: HashMap<String, Vec<i64>> = HashMap::new();
    for (currency, amount) in rows {
        found.entry(currency).or_default().push(amount);
    }
    Ok(found)
}

/// Of stays that had begun by a moment: how many days they had lasted by then, whether they had ended, and which stage was next.
fn lasted(pipeline: PipelineId, shape: &Shape, at: NaiveDateTime) -> Sql {
    Sql::text("CAST(GREATEST(ROUND(TIMESTAMPDIFF(MINUTE, deal_stays.entered_at, LEAST(deal_stays.until, ")
        .bind(time(at))
        .push(")) / 1440), 0) AS SIGNED) AS days, deal_stays.until <= ")
        .bind(time(at))
        .push(
            " AS ended, (SELECT next.stage_id FROM deal_stays AS next FORCE INDEX (deal_stays_by_deal) \
             WHERE next.deal_id = deal_stays.deal_id AND next.entered_at = deal_stays.left_at \
             AND (next.entered_at > deal_stays.entered_at OR next.id > deal_stays.id) ORDER BY next.id LIMIT 1) AS next \
             FROM deal_stays FORCE INDEX (deal_stays_by_entry) WHERE deal_stays.pipeline_id = ",
        )
        .bind(by_id::value(pipeline))
        .push(" AND ")
        .then(Sql::is_in("deal_stays.stage_id", shape.open_ids()))
        .push(" AND deal_stays.entered_at <= ")
        .bind(time(at))
}

/// The same as [`stays`], with when deals and stays began, of so many deals in 256: nearly as many rows as those have stays.
pub(super) fn dated(
    conn: &mut MysqlConnection,
    pipeline: PipelineId,
    shape: &Shape,
    at: NaiveDateTime,
    of_256: u32,
) -> QueryResult<Vec<Dated>> {
    if shape.stages.is_empty() {
        return Ok(Vec::new());
    }
    type Row = (StageId, i64, i64, i64, bool, Option<StageId>, i64);
    let rows: Vec<Row> = Sql::text(
        "SELECT stays.stage_id, stays.began, stays.entered, stays.days, stays.ended, stays.next, COUNT(*) FROM ( \
         SELECT deal_stays.stage_id, (SELECT TIMESTAMPDIFF(DAY, MIN(first.entered_at), ",
    )
    .bind(time(at))
    .push(
        ") FROM deal_stays AS first FORCE INDEX (deal_stays_by_deal) WHERE first.deal_id = deal_stays.deal_id) AS began, \
         TIMESTAMPDIFF(DAY, deal_stays.entered_at, ",
    )
    .bind(time(at))
    .push(") AS entered, ")
    .then(lasted(pipeline, shape, at))
    // The last byte of an id is one by chance.
    .push(format!(" AND ASCII(SUBSTR(deal_stays.deal_id, 16, 1)) < {of_256}"))
    .push(") AS stays GROUP BY stays.stage_id, stays.began, stays.entered, stays.days, stays.ended, stays.next")
    .query::<(Binary, BigInt, BigInt, BigInt, Bool, Nullable<Binary>, BigInt)>()
    .load(conn)?;
    let days = |days: i64| u32::try_from(days).unwrap_or_default();
    let dated = rows.into_iter().filter_map(|(stage, began, entered, lasted, ended, next, count)| {
        Some(Dated {
            stage: shape.place(stage)?,
            began: days(began),
            entered: days(entered),
            days: days(lasted),
            way: next.filter(|_| ended).map(|next| shape.way(next)),
            count: u32::try_from(count).unwrap_or(u32::MAX),
        })
    });
    let mut dated: Vec<Dated> = dated.collect();
    dated.sort_by_key(|one| (one.stage, one.began, one.entered, one.days, one.way));
    Ok(dated)
}

/// How deals had left the stages of a pipeline by a moment, and how long those were there that had not.
///
/// Where a deal went is its next stay, which begins as this one ends; a stay that a deletion cut short has none, and was only no
/// longer seen. Days, for that is as fine as a forecast is.
pub(super) fn stays(
    conn: &mut MysqlConnection,
    pipeline: PipelineId,
    shape: &Shape,
    at: NaiveDateTime,
) -> QueryResult<Vec<Stays>> {
    if shape.stages.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(StageId, i64, bool, Option<StageId>, i64)> = Sql::text(
        "SELECT stays.stage_id, stays.days, stays.ended, stays.next, COUNT(*) FROM (SELECT deal_stays.stage_id, ",
    )
    .then(lasted(pipeline, shape, at))
    .push(") AS stays GROUP BY stays.stage_id, stays.days, stays.ended, stays.next")
    .query::<(Binary, BigInt, Bool, Nullable<Binary>, BigInt)>()
    .load(conn)?;
    let stays = rows.into_iter().filter_map(|(stage, days, ended, next, count)| {
        Some(Stays {
            stage: shape.place(stage)?,
            days: u32::try_from(days).unwrap_or_default(),
            way: next.filter(|_| ended).map(|next| shape.way(next)),
            count: u32::try_from(count).unwrap_or(u32::MAX),
        })
    });
    let mut stays: Vec<Stays> = stays.collect();
    // Curves are drawn in this order.
    stays.sort_by_key(|one| (one.stage, one.days, one.way));
    Ok(stays)
}
