//! The SQL of funnels.

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    grouping::{FunnelGroupBy, ONE_GROUP},
    period::Period,
};
use crate::{by_id, deals::scope, pipelines::PipelineId, stages::StageRow};

/// Of which deals a funnel tells.
#[derive(Clone, Debug)]
pub(crate) struct Cohort {
    pub(crate) actor: Actor,
    pub(crate) pipeline: PipelineId,
    pub(crate) period: Period,
    pub(crate) group_by: Option<FunnelGroupBy>,
}

/// Deals of a group that are alike in how they stand (`OPEN`, `WON`, `LOST`, or `AWAY` in another pipeline), the stages in
/// which they were, and their currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DealTally {
    pub(crate) group: Option<String>,
    pub(crate) outcome: String,
    /// For each stage of the pipeline, in its order, whether they were in it, and how often all of them together.
    pub(crate) visits: Vec<Option<i64>>,
    pub(crate) currency: Option<String>,
    pub(crate) deals: i64,
    pub(crate) amount: Option<i64>,
    /// How many of them came into a stage more than once.
    pub(crate) returned: i64,
    /// From their entry until they were closed, together, in seconds.
    pub(crate) seconds: Option<i64>,
}

/// An expression for each of so many stages.
fn each(stages: usize, separator: &'static str, of: impl Fn(usize) -> String) -> String {
    (0..stages).map(of).collect::<Vec<_>>().join(separator)
}

impl Cohort {
    fn of_pipeline(&self, sql: Sql) -> Sql {
        sql.bind(by_id::value(self.pipeline))
    }

    fn in_period(&self, sql: Sql, moment: &'static str) -> Sql {
        sql.push(moment)
            .push(" >= ")
            .bind(Value::Time(self.period.from))
            .push(" AND ")
            .push(moment)
            .push(" < ")
            .bind(Value::Time(self.period.to))
    }

    /// Each deal whose first stay in the pipeline is in the period, with when it began, and how often it was in each stage:
    /// `n0`, `n1` and so on.
    ///
    /// All stays of the pipeline are read in the order of an index, or where the period has a beginning those of deals with
    /// a stay that began in it. Right after an import the statistics know of no stays yet: which index serves is said here.
    fn per_deal(&self, stages: &[StageRow]) -> Sql {
        let mut sql = Sql::text("SELECT stays.deal_id, MIN(stays.entered_at) AS began");
        for (place, stage) in stages.iter().enumerate() {
            sql = sql.push(", SUM(stays.stage_id = ").bind(by_id::value(stage.id)).push(format!(") AS n{place}"));
        }
        sql = sql.push(" FROM ");
        let mut on = " WHERE stays.pipeline_id = ";
        if !self.period.is_from_the_beginning() {
            sql = self.of_pipeline(sql.push(
                "(SELECT DISTINCT entry.deal_id FROM deal_stays AS entry FORCE INDEX (deal_stays_by_entry) \
                 WHERE entry.pipeline_id = ",
            ));
            sql = self.in_period(sql.push(" AND "), "entry.entered_at").push(") AS candidates STRAIGHT_JOIN ");
            on = " ON stays.deal_id = candidates.deal_id AND stays.pipeline_id = ";
        }
        let sql = self.of_pipeline(sql.push("deal_stays AS stays FORCE INDEX (deal_stays_in_pipeline)").push(on));
        self.in_period(sql.push(" GROUP BY stays.deal_id HAVING "), "began")
    }
}

/// The deals of the cohort, by the stages of its pipeline, of which there is one at least.
pub(crate) fn deals(conn: &mut MysqlConnection, cohort: &Cohort, stages: &[StageRow]) -> QueryResult<Vec<DealTally>> {
    let many = stages.len();
    let sql = Sql::text("SELECT ")
        .push(cohort.group_by.map_or(ONE_GROUP, FunnelGroupBy::key))
        .push(" AS cohort, IF(deals.pipeline_id = ");
    let sql = cohort
        .of_pipeline(sql)
        .push(", deals.status, 'AWAY') AS outcome, CONCAT(")
        .push(each(many, ", ", |n| format!("n{n} > 0")))
        .push(") AS visited, CONCAT_WS(',', ")
        .push(each(many, ", ", |n| format!("SUM(n{n})")))
        .push("), deals.currency, COUNT(*), CAST(SUM(deals.amount) AS SIGNED), CAST(SUM(")
        .push(each(many, " OR ", |n| format!("n{n} > 1")))
        .push(") AS SIGNED), CAST(SUM(TIMESTAMPDIFF(SECOND, per_deal.began, deals.closed_at)) AS SIGNED) FROM (")
        .then(cohort.per_deal(stages))
        .push(") AS per_deal STRAIGHT_JOIN deals ON deals.id = per_deal.deal_id")
        .then(cohort.group_by.map_or_else(Sql::default, FunnelGroupBy::join))
        .push(" WHERE ")
        .then(scope::living())
        .push(" AND ")
        .then(scope::visible(&cohort.actor))
        .push(" GROUP BY cohort, outcome, visited, deals.currency");
    type Row = (Option<String>, String, String, String, Option<String>, i64, Option<i64>, i64, Option<i64>);
    let rows: Vec<Row> = sql
        .query::<(Nullable<Text>, Text, Text, Text, Nullable<Text>, BigInt, Nullable<BigInt>, BigInt, Nullable<BigInt>)>()
        .load(conn)?;
    let tally = |(group, outcome, visited, times, currency, deals, amount, returned, seconds): Row| DealTally {
        group,
        outcome,
        visits: visits(&visited, &times),
        currency,
        deals,
        amount,
        returned,
        seconds,
    };
    Ok(rows.into_iter().map(tally).collect())
}

/// From `101` and `7,0,9`: in the first stage 7 times, in the third 9 times.
fn visits(visited: &str, times: &str) -> Vec<Option<i64>> {
    let times = times.split(',').map(|times| times.parse().unwrap_or_default());
    visited.chars().zip(times).map(|(was, times)| (was == '1').then_some(times)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_read_stage_by_stage() {
        assert_eq!(visits("101", "7,0,9"), [Some(7), None, Some(9)]);
    }
}
