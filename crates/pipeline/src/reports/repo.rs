//! The SQL of reports.

use chrono::NaiveDate;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Date, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, Currency};

use super::grouping::SalesReportGroupBy;
use crate::{
    by_id,
    deals::scope,
    funnel::{grouping::ONE_GROUP, period::Period},
    pipelines::PipelineId,
};

/// Of which deals a report tells.
#[derive(Clone, Debug)]
pub(super) struct Closed {
    pub(super) actor: Actor,
    pub(super) pipeline: Option<PipelineId>,
    pub(super) period: Period,
}

/// Deals of a group that are alike in how they ended and in their currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClosedTally {
    pub(super) group: Option<String>,
    pub(super) status: String,
    pub(super) currency: Option<String>,
    pub(super) deals: i64,
    /// How many of them have an amount.
    pub(super) valued: i64,
    pub(super) amount: Option<i64>,
    /// From when they were recorded until they were closed, together, in seconds.
    pub(super) seconds: i64,
    /// Interactions with their people meanwhile, where they were counted.
    pub(super) touches: Option<i64>,
}

/// The deals of a report, joined to what their groups are made of.
fn from(closed: &Closed, group_by: Option<SalesReportGroupBy>) -> Sql {
    let sql = Sql::text(" FROM deals FORCE INDEX (deals_closed)")
        .then(group_by.map_or_else(Sql::default, SalesReportGroupBy::join))
        .push(" WHERE ")
        .then(scope::living())
        .push(" AND deals.closed_at >= ")
        .bind(Value::Time(closed.period.from))
        .push(" AND deals.closed_at < ")
        .bind(Value::Time(closed.period.to))
        .push(" AND ")
        .then(scope::visible(&closed.actor));
    match closed.pipeline {
        Some(pipeline) => sql.push(" AND deals.pipeline_id = ").bind(by_id::value(pipeline)),
        None => sql,
    }
}

/// What deals of a group are worth that ended alike on one day, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayTally {
    pub(super) group: Option<String>,
    pub(super) status: String,
    pub(super) currency: Currency,
    pub(super) day: NaiveDate,
    pub(super) deals: i64,
    pub(super) amount: i64,
}

/// What the deals with an amount are worth that were closed in the period, by group and day.
pub(super) fn by_day(
    conn: &mut MysqlConnection,
    closed: &Closed,
    group_by: Option<SalesReportGroupBy>,
) -> QueryResult<Vec<DayTally>> {
    type Row = (Option<String>, String, String, NaiveDate, i64, i64);
    let rows: Vec<Row> = Sql::text("SELECT ")
        .push(group_by.map_or(ONE_GROUP, SalesReportGroupBy::key))
        .push(
            " AS cohort, deals.status, deals.currency, DATE(deals.closed_at) AS closed_on, COUNT(*), \
             CAST(SUM(deals.amount) AS SIGNED)",
        )
        .then(from(closed, group_by))
        .push(
            " AND deals.amount IS NOT NULL AND deals.currency IS NOT NULL \
             GROUP BY cohort, deals.status, deals.currency, closed_on",
        )
        .query::<(Nullable<Text>, Text, Text, Date, BigInt, BigInt)>()
        .load(conn)?;
    let tally = |(group, status, code, day, deals, amount): Row| {
        let currency = Currency::from_code(&code)?;
        // Of one group alone there is no key.
        let group = group_by.and(group);
        Some(DayTally { group, status, currency, day, deals, amount })
    };
    Ok(rows.into_iter().filter_map(tally).collect())
}

/// The deals that were closed in the period, counted by group. With `with_touches` the interactions are counted too, which
/// reads each deal's.
pub(super) fn tallies(
    conn: &mut MysqlConnection,
    closed: &Closed,
    group_by: Option<SalesReportGroupBy>,
    with_touches: bool,
) -> QueryResult<Vec<ClosedTally>> {
    let touches = if with_touches {
        "CAST(SUM((SELECT COUNT(*) FROM deal_contacts AS of_deal JOIN interactions \
         ON interactions.contact_id = of_deal.contact_id AND interactions.occurred_at >= deals.created_at \
         AND interactions.occurred_at < deals.closed_at WHERE of_deal.deal_id = deals.id)) AS SIGNED)"
    } else {
        "CAST(NULL AS SIGNED)"
    };
    let sql = Sql::text("SELECT ")
        .push(group_by.map_or(ONE_GROUP, SalesReportGroupBy::key))
        .push(
            " AS cohort, deals.status, deals.currency, COUNT(*), COUNT(deals.amount), CAST(SUM(deals.amount) AS SIGNED), \
             CAST(SUM(TIMESTAMPDIFF(SECOND, deals.created_at, deals.closed_at)) AS SIGNED), ",
        )
        .push(touches)
        .then(from(closed, group_by));
    type Row = (Option<String>, String, Option<String>, i64, i64, Option<i64>, i64, Option<i64>);
    let rows: Vec<Row> = sql
        .push(" GROUP BY cohort, deals.status, deals.currency")
        .query::<(Nullable<Text>, Text, Nullable<Text>, BigInt, BigInt, Nullable<BigInt>, BigInt, Nullable<BigInt>)>()
        .load(conn)?;
    let tally = |(group, status, currency, deals, valued, amount, seconds, touches)| ClosedTally {
        group,
        status,
        currency,
        deals,
        valued,
        amount,
        seconds,
        touches,
    };
    Ok(rows.into_iter().map(tally).collect())
}
