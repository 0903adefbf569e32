//! The SQL of snapshots.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

use crate::{deals::scope, pipelines::PipelineId, stages::StageId};

/// The deals in a stage with amounts in one currency, or without an amount: how many, and their sum.
pub(crate) type Tally = (StageId, Option<String>, i64, Option<i64>);

/// What was in the stages of a pipeline at a moment: from when a deal entered to just before it left.
///
/// One range of `deal_stays_at_a_moment` has all stays that had not ended by then, with all that is counted. Who sees only
/// some deals has each looked up.
pub(crate) fn at(
    conn: &mut MysqlConnection,
    actor: &Actor,
    pipeline: PipelineId,
    at: NaiveDateTime,
) -> QueryResult<Vec<Tally>> {
    let sees_all = actor.row_scope() == RowScope::All;
    let deals = if sees_all { "" } else { " JOIN deals ON deals.id = deal_stays.deal_id" };
    let visible = if sees_all { Sql::text("TRUE") } else { scope::visible(actor) };
    Sql::text(
        "SELECT deal_stays.stage_id, deal_stays.currency, COUNT(*), CAST(SUM(deal_stays.amount) AS SIGNED) FROM deal_stays",
    )
    .push(deals)
    .push(" WHERE deal_stays.pipeline_id = ")
    .bind(Value::Bytes(pipeline.as_bytes().to_vec()))
    .push(" AND deal_stays.until > ")
    .bind(Value::Time(at))
    .push(" AND deal_stays.entered_at <= ")
    .bind(Value::Time(at))
    .push(" AND ")
    .then(visible)
    .push(" GROUP BY deal_stays.stage_id, deal_stays.currency ORDER BY deal_stays.stage_id, deal_stays.currency")
    .query::<(Binary, Nullable<Text>, BigInt, Nullable<BigInt>)>()
    .load(conn)
}
