//! The SQL of funnels.

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    grouping::{FunnelGroupBy, ONE_GROUP},
    period::Period,
    ranks::Ranks,
};
use crate::{deals::scope, pipelines::PipelineId, stages::StageId};

/// Of which deals a funnel tells.
#[derive(Clone, Debug)]
pub(crate) struct Cohort {
    pub(crate) actor: Actor,
    pub(crate) pipeline: PipelineId,
    pub(crate) period: Period,
    pub(crate) ranks: Ranks,
    pub(crate) group_by: Option<FunnelGroupBy>,
}

/// Deals of a group that are alike in how they stand (`OPEN`, `WON`, `LOST`, or `AWAY` in another pipeline), how far they
/// came, and their currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DealTally {
    pub(crate) group: Option<String>,
    pub(crate) outcome: String,
    pub(crate) furthest: i64,
    pub(crate) currency: Option<String>,
    pub(crate) deals: i64,
    pub(crate) amount: Option<i64>,
    /// How many of them came into a stage more than once.
    pub(crate) returned: i64,
    /// From their entry until they were closed, together, in seconds.
    pub(crate) seconds: Option<i64>,
}

/// Deals of a group that were in a stage, and are alike otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StageTally {
    pub(crate) group: Option<String>,
    pub(crate) stage: StageId,
    pub(crate) furthest: i64,
    pub(crate) outcome: String,
    pub(crate) deals: i64,
    /// How many times they came into it.
    pub(crate) stays: i64,
}

impl Cohort {
    fn pipeline(&self) -> Value {
        Value::Bytes(self.pipeline.as_bytes().to_vec())
    }

    /// Each stage in which each deal was, with how often, and when the deal entered the pipeline: that is its first stay in
    /// it, which is in the period. Right after an import the statistics know of no stays yet: which index serves is said
    /// here, for without it MySQL compares all stays with each other.
    fn visits(&self) -> Sql {
        Sql::text(
            "SELECT cohort.deal_id, cohort.began, stays.stage_id, COUNT(*) AS times FROM ( \
             SELECT entry.deal_id, entry.entered_at AS began FROM deal_stays AS entry \
             FORCE INDEX (deal_stays_by_entry) WHERE entry.pipeline_id = ",
        )
        .bind(self.pipeline())
        .push(" AND entry.entered_at >= ")
        .bind(Value::Time(self.period.from))
        .push(" AND entry.entered_at < ")
        .bind(Value::Time(self.period.to))
        .push(
            " AND NOT EXISTS (SELECT 1 FROM deal_stays AS earlier FORCE INDEX (deal_stays_by_deal) \
                 WHERE earlier.deal_id = entry.deal_id \
                 AND earlier.pipeline_id = entry.pipeline_id AND (earlier.entered_at < entry.entered_at \
                 OR (earlier.entered_at = entry.entered_at AND earlier.id < entry.id))) \
                 ) AS cohort STRAIGHT_JOIN deal_stays AS stays FORCE INDEX (deal_stays_by_deal) \
                 ON stays.deal_id = cohort.deal_id AND stays.pipeline_id = ",
        )
        .bind(self.pipeline())
        .push(" GROUP BY cohort.deal_id, cohort.began, stays.stage_id")
    }

    /// How far each deal came, and whether it came into a stage more than once.
    fn per_deal(&self) -> Sql {
        Sql::text("SELECT visits.deal_id, visits.began, MAX(")
            .then(self.ranks.sql("visits.stage_id"))
            .push(") AS furthest, MAX(visits.times) > 1 AS returned FROM (")
            .then(self.visits())
            .push(") AS visits GROUP BY visits.deal_id, visits.began")
    }

    fn group(&self) -> &'static str {
        self.group_by.map_or(ONE_GROUP, FunnelGroupBy::key)
    }

    /// The deals, joined with what groups them, as far as the actor sees them.
    fn joined(&self, sql: Sql) -> Sql {
        sql.push(" JOIN deals ON deals.id = per_deal.deal_id")
            .then(self.group_by.map_or_else(Sql::default, FunnelGroupBy::join))
            .push(" WHERE ")
            .then(scope::living())
            .push(" AND ")
            .then(scope::visible(&self.actor))
    }

    fn outcome(&self) -> Sql {
        Sql::text("IF(deals.pipeline_id = ").bind(self.pipeline()).push(", deals.status, 'AWAY')")
    }
}

/// The deals of the cohort.
pub(crate) fn deals(conn: &mut MysqlConnection, cohort: &Cohort) -> QueryResult<Vec<DealTally>> {
    let sql = Sql::text("SELECT ")
        .push(cohort.group())
        .push(" AS cohort, ")
        .then(cohort.outcome())
        .push(
            " AS outcome, CAST(per_deal.furthest AS SIGNED) AS furthest, deals.currency, COUNT(*), \
             CAST(SUM(deals.amount) AS SIGNED), CAST(SUM(per_deal.returned) AS SIGNED), \
             CAST(SUM(TIMESTAMPDIFF(SECOND, per_deal.began, deals.closed_at)) AS SIGNED) FROM (",
        )
        .then(cohort.per_deal())
        .push(") AS per_deal");
    type Row = (Option<String>, String, i64, Option<String>, i64, Option<i64>, i64, Option<i64>);
    let rows: Vec<Row> = cohort
        .joined(sql)
        .push(" GROUP BY cohort, outcome, per_deal.furthest, deals.currency")
        .query::<(Nullable<Text>, Text, BigInt, Nullable<Text>, BigInt, Nullable<BigInt>, BigInt, Nullable<BigInt>)>()
        .load(conn)?;
    let tally = |(group, outcome, furthest, currency, deals, amount, returned, seconds)| DealTally {
        group,
        outcome,
        furthest,
        currency,
        deals,
        amount,
        returned,
        seconds,
    };
    Ok(rows.into_iter().map(tally).collect())
}

/// The stages in which the deals of the cohort were.
pub(crate) fn stages(conn: &mut MysqlConnection, cohort: &Cohort) -> QueryResult<Vec<StageTally>> {
    let sql = Sql::text("SELECT ")
        .push(cohort.group())
        .push(" AS cohort, per_deal.stage_id, CAST(per_deal.furthest AS SIGNED) AS furthest, ")
        .then(cohort.outcome())
        .push(
            " AS outcome, COUNT(*), CAST(SUM(per_deal.times) AS SIGNED) FROM (SELECT visits.deal_id, visits.began, \
               visits.stage_id, visits.times, MAX(",
        )
        .then(cohort.ranks.sql("visits.stage_id"))
        .push(") OVER (PARTITION BY visits.deal_id) AS furthest FROM (")
        .then(cohort.visits())
        .push(") AS visits) AS per_deal");
    type Row = (Option<String>, StageId, i64, String, i64, i64);
    let rows: Vec<Row> = cohort
        .joined(sql)
        .push(" GROUP BY cohort, per_deal.stage_id, per_deal.furthest, outcome")
        .query::<(Nullable<Text>, Binary, BigInt, Text, BigInt, BigInt)>()
        .load(conn)?;
    let tally =
        |(group, stage, furthest, outcome, deals, stays)| StageTally { group, stage, furthest, outcome, deals, stays };
    Ok(rows.into_iter().map(tally).collect())
}
