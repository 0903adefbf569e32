//! The SQL of forecasts: what was open at a moment, and what had been won by then. Where the database would take now one plan, now
//! another, the index is named.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    MysqlConnection, QueryResult,
    prelude::*,
    sql_types::{BigInt, Binary, Date, Datetime, Nullable, Text},
};
use rapport_contacts::users::UserId;
use rapport_db::{Sql, sql::Value};
use rapport_graphql::ShortText;
use rapport_kernel::Actor;

use crate::{
    by_id,
    deals::{DealId, DealStatus, scope},
    pipelines::PipelineId,
    schema::pipelines,
    stages::{self, StageId},
    windows,
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
pub(crate) fn pipelines(conn: &mut MysqlConnection) -> QueryResult<Vec<PipelineId>> {
    pipelines::table.select(pipelines::id).order(pipelines::id).load(conn)
}

/// The deals of these pipelines that were open at a moment, as far as the actor sees them: in which stage, since how many days.
pub(super) fn open(
    conn: &mut MysqlConnection,
    actor: &Actor,
    pipelines: &[PipelineId],
    at: NaiveDateTime,
) -> QueryResult<Vec<OpenDeal>> {
    let mut deals = Vec::new();
    for (pipeline, stages) in stages_of(conn, pipelines, DealStatus::Open)? {
        // Those that go on first: one that ends meanwhile is then met twice, and never missed.
        for (column, state) in [("deal_stays.entered_at", GOES_ON), ("deal_stays.until", ENDED)] {
            let from = open_by(actor, pipeline, &stages, at).push(state);
            let edge = |row: &OpenRow| if state == GOES_ON { row.1.0 } else { row.1.1 };
            let rows = windows::each(conn, column, edge, |conn, window| {
                from.clone().then(window).query::<OpenTypes>().load(conn)
            })?;
            deals.extend(rows.into_iter().map(|((id, stage, days), _, rest)| {
                let (owner, amount, currency, expected_close_on) = rest;
                OpenDeal { id, pipeline, stage, days, owner, amount, currency, expected_close_on }
            }));
        }
    }
    deals.sort_unstable_by_key(|deal| deal.id);
    deals.dedup_by_key(|deal| deal.id);
    Ok(deals)
}

/// The stages of each of these pipelines for deals that stand so. They are named to what reads very many stays: were they joined,
/// MySQL would look through all of them for each stay.
fn stages_of(
    conn: &mut MysqlConnection,
    pipelines: &[PipelineId],
    status: DealStatus,
) -> QueryResult<Vec<(PipelineId, Vec<StageId>)>> {
    let stages = stages::repo::of_pipelines(conn, pipelines)?;
    let of = |pipeline: PipelineId| {
        let own = stages.iter().filter(|stage| stage.pipeline_id == pipeline && stage.status() == status);
        (pipeline, own.map(|stage| stage.id).collect())
    };
    Ok(pipelines.iter().copied().map(of).collect())
}

/// Stays that go on.
const GOES_ON: &str = " AND deal_stays.until = '9999-12-31 23:59:59'";
/// Stays that ended.
const ENDED: &str = " AND deal_stays.until < '9999-12-31 23:59:59'";

type OpenRow = (
    (DealId, StageId, i64),
    (NaiveDateTime, NaiveDateTime),
    (Option<UserId>, Option<i64>, Option<String>, Option<NaiveDate>),
);
type OpenTypes = (
    (Binary, Binary, BigInt),
    (Datetime, Datetime),
    (Nullable<Binary>, Nullable<BigInt>, Nullable<Text>, Nullable<Date>),
);

/// The stays in these stages of a pipeline that the deals were in at a moment, as far as the actor sees these.
fn open_by(actor: &Actor, pipeline: PipelineId, stages: &[StageId], at: NaiveDateTime) -> Sql {
    Sql::text("SELECT deals.id, deal_stays.stage_id, CAST(ROUND(TIMESTAMPDIFF(MINUTE, deal_stays.entered_at, ")
        .bind(time(at))
        .push(
            ") / 1440) AS SIGNED), deal_stays.entered_at, deal_stays.until, deals.owner_id, deal_stays.amount, \
         deal_stays.currency, deals.expected_close_on FROM deal_stays FORCE INDEX (deal_stays_at_a_moment) \
         STRAIGHT_JOIN deals ON deals.id = deal_stays.deal_id WHERE deal_stays.pipeline_id = ",
        )
        .bind(by_id::value(pipeline))
        .push(" AND ")
        .then(by_id::is_one_of("deal_stays.stage_id", stages))
        .push(" AND deal_stays.until > ")
        .bind(time(at))
        .push(" AND deal_stays.entered_at <= ")
        .bind(time(at))
        .push(" AND ")
        .then(scope::visible(actor))
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
    type Row = (NaiveDateTime, Option<UserId>, Option<i64>, Option<ShortText>);
    let mut won = Vec::new();
    for (pipeline, stages) in stages_of(conn, pipelines, DealStatus::Won)? {
        let found = Sql::text(
            "SELECT deal_stays.entered_at, deals.owner_id, deal_stays.amount, deal_stays.currency FROM deal_stays \
             FORCE INDEX (deal_stays_by_entry) STRAIGHT_JOIN deals ON deals.id = deal_stays.deal_id \
             WHERE deal_stays.pipeline_id = ",
        )
        .bind(by_id::value(pipeline))
        .push(" AND ")
        .then(by_id::is_one_of("deal_stays.stage_id", &stages))
        .push(" AND deal_stays.entered_at >= ")
        .bind(time(from))
        .push(" AND deal_stays.entered_at < ")
        .bind(time(to))
        .push(" AND deal_stays.entered_at <= ")
        .bind(time(seen))
        .push(" AND deal_stays.until > ")
        .bind(time(seen))
        .push(" AND ")
        .then(scope::visible(actor));
        let entered_at = |row: &Row| row.0;
        let rows: Vec<Row> = windows::each(conn, "deal_stays.entered_at", entered_at, |conn, window| {
            let sql = found.clone().then(window);
            sql.query::<(Datetime, Nullable<Binary>, Nullable<BigInt>, Nullable<Text>)>().load(conn)
        })?;
        // Nearly every owner and day has a deal of its own: a database would sort all for little.
        let mut sums: BTreeMap<_, (i64, Option<i64>)> = BTreeMap::new();
        for (entered_at, owner, amount, currency) in rows {
            let sum = sums.entry((entered_at.date(), owner, currency)).or_default();
            sum.0 = sum.0.saturating_add(1);
            sum.1 = amount.map(|amount| sum.1.unwrap_or_default().saturating_add(amount)).or(sum.1);
        }
        won.extend(sums.into_iter().map(|((day, owner, currency), (deals, amount))| {
            let currency = currency.map(String::from);
            WonDeals { pipeline, owner, currency, day, deals, amount }
        }));
    }
    Ok(won)
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
