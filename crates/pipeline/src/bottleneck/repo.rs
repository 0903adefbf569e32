//! The SQL of bottlenecks.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::common::{Attribute, Spread};
use crate::{
    deals::{
        DealRow,
        row::{COLUMNS, Types},
        scope,
    },
    durations::kaplan_meier::Lasted,
    pipelines::PipelineId,
    stages::StageId,
};

/// Whose deals of which pipeline are looked at, and when.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) actor: Actor,
    pub(crate) pipeline: PipelineId,
    pub(crate) from: NaiveDateTime,
    pub(crate) now: NaiveDateTime,
}

impl Scene {
    /// The stays of living deals that the actor sees, of which this holds.
    fn stays(&self, select: Sql, join: &'static str, condition: Sql) -> Sql {
        select
            .push(" FROM deal_stays JOIN deals ON deals.id = deal_stays.deal_id")
            .push(join)
            .push(" WHERE deal_stays.pipeline_id = ")
            .bind(Value::Bytes(self.pipeline.as_bytes().to_vec()))
            .push(" AND ")
            .then(Sql::all(vec![condition, scope::living(), scope::visible(&self.actor)]))
    }

    fn counts(&self, conn: &mut MysqlConnection, condition: Sql) -> QueryResult<HashMap<StageId, i64>> {
        let rows: Vec<(StageId, i64)> = self
            .stays(Sql::text("SELECT deal_stays.stage_id, COUNT(*)"), "", condition)
            .push(" GROUP BY deal_stays.stage_id")
            .query::<(Binary, BigInt)>()
            .load(conn)?;
        Ok(rows.into_iter().collect())
    }

    /// How many times deals came into each stage in the period.
    pub(crate) fn arrivals(&self, conn: &mut MysqlConnection) -> QueryResult<HashMap<StageId, i64>> {
        let entered = Sql::text("deal_stays.entered_at >= ").bind(Value::Time(self.from));
        self.counts(conn, entered.push(" AND deal_stays.entered_at <= ").bind(Value::Time(self.now)))
    }

    /// How many times deals left each stage in the period.
    pub(crate) fn departures(&self, conn: &mut MysqlConnection) -> QueryResult<HashMap<StageId, i64>> {
        let until = Sql::text("deal_stays.until >= ").bind(Value::Time(self.from));
        self.counts(conn, until.push(" AND deal_stays.until <= ").bind(Value::Time(self.now)))
    }

    /// How long the deals have been in each stage that are in it, in the order of age.
    pub(crate) fn ages(&self, conn: &mut MysqlConnection) -> QueryResult<HashMap<StageId, Vec<Lasted>>> {
        let age = Sql::text("SELECT deal_stays.stage_id, GREATEST(TIMESTAMPDIFF(MINUTE, deal_stays.entered_at, ")
            .bind(Value::Time(self.now))
            .push("), 0) AS minutes");
        let rows: Vec<(StageId, i64, i64)> = Sql::text("SELECT present.stage_id, present.minutes, COUNT(*) FROM (")
            .then(self.stays(age, "", Sql::text("deal_stays.is_present = 1")))
            .push(") AS present GROUP BY present.stage_id, present.minutes ORDER BY present.stage_id, present.minutes")
            .query::<(Binary, BigInt, BigInt)>()
            .load(conn)?;
        let mut ages: HashMap<_, Vec<_>> = HashMap::new();
        for (stage, minutes, open) in rows {
            ages.entry(stage).or_default().push(Lasted { minutes, ended: 0, open });
        }
        Ok(ages)
    }

    /// The deals that have been in a stage since before a moment, the oldest stay first.
    pub(crate) fn old_deals(
        &self,
        conn: &mut MysqlConnection,
        stage: StageId,
        before: NaiveDateTime,
        most: i64,
    ) -> QueryResult<Vec<DealRow>> {
        let condition = Sql::text("deal_stays.is_present = 1 AND deal_stays.stage_id = ")
            .bind(Value::Bytes(stage.as_bytes().to_vec()))
            .push(" AND deal_stays.entered_at < ")
            .bind(Value::Time(before));
        self.stays(Sql::text("SELECT ").push(COLUMNS), "", condition)
            .push(" ORDER BY deal_stays.entered_at, deals.id LIMIT ")
            .bind(Value::Int(most))
            .query::<Types>()
            .load(conn)
    }

    /// How a value is spread over the deals that have been in a stage since before a moment, and the others that were in it
    /// in the period.
    pub(crate) fn spread(
        &self,
        conn: &mut MysqlConnection,
        stage: StageId,
        before: NaiveDateTime,
        of: Attribute,
    ) -> QueryResult<Vec<Spread>> {
        let is_old =
            || Sql::text("(deal_stays.is_present = 1 AND deal_stays.entered_at < ").bind(Value::Time(before)).push(")");
        let select = Sql::text("SELECT ")
            .push(of.expression())
            .push(" AS value, COUNT(DISTINCT IF(")
            .then(is_old())
            .push(", deals.id, NULL)) AS old, COUNT(DISTINCT IF(")
            .then(is_old())
            .push(", NULL, deals.id)) AS others");
        let condition = Sql::text("deal_stays.stage_id = ")
            .bind(Value::Bytes(stage.as_bytes().to_vec()))
            .push(" AND deal_stays.until >= ")
            .bind(Value::Time(self.from));
        let rows: Vec<(Option<String>, i64, i64)> = self
            .stays(select, of.join(), condition)
            .push(" GROUP BY value ORDER BY old DESC, value")
            .query::<(Nullable<Text>, BigInt, BigInt)>()
            .load(conn)?;
        Ok(rows.into_iter().map(|(value, old, others)| Spread { value, old, others }).collect())
    }
}
