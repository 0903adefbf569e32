//! The SQL of bottlenecks.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
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
    /// The same, as of another moment.
    pub(crate) fn at(self, now: NaiveDateTime) -> Self {
        Self { from: now - (self.now - self.from), now, ..self }
    }

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
