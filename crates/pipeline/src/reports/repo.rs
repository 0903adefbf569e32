//! The SQL of reports.

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

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
        .push(" FROM deals FORCE INDEX (deals_closed)")
        .then(group_by.map_or_else(Sql::default, SalesReportGroupBy::join))
        .push(" WHERE ")
        .then(scope::living())
        .push(" AND deals.closed_at >= ")
        .bind(Value::Time(closed.period.from))
        .push(" AND deals.closed_at < ")
        .bind(Value::Time(closed.period.to))
        .push(" AND ")
        .then(scope::visible(&closed.actor));
    let sql = match closed.pipeline {
        Some(pipeline) => sql.push(" AND deals.pipeline_id = ").bind(by_id::value(pipeline)),
        None => sql,
    };
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
