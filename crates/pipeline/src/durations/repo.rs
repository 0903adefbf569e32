//! The SQL of durations.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::kaplan_meier::Lasted;
use crate::{deals::scope, funnel::period::Period, pipelines::PipelineId, stages::StageId};

/// How long the stays lasted that began in a period, as it was known at `seen`: each stage's in the order of time.
///
/// A stay that a deletion cut short has not come to its end: it was only no longer seen.
pub(crate) fn lasted(
    conn: &mut MysqlConnection,
    actor: &Actor,
    pipeline: PipelineId,
    period: Period,
    seen: NaiveDateTime,
) -> QueryResult<HashMap<StageId, Vec<Lasted>>> {
    let rows: Vec<(StageId, i64, i64, i64)> = Sql::text(
        "SELECT stays.stage_id, stays.minutes, CAST(SUM(stays.ended) AS SIGNED), \
         CAST(SUM(1 - stays.ended) AS SIGNED) FROM (SELECT deal_stays.stage_id, \
         GREATEST(TIMESTAMPDIFF(MINUTE, deal_stays.entered_at, LEAST(deal_stays.until, ",
    )
    .bind(Value::Time(seen))
    .push(")), 0) AS minutes, IF(deal_stays.until <= ")
    .bind(Value::Time(seen))
    .push(
        " AND NOT (deals.deleted_at IS NOT NULL AND deals.deleted_at = deal_stays.until), 1, 0) AS ended \
         FROM deal_stays JOIN deals ON deals.id = deal_stays.deal_id \
         JOIN pipeline_stages ON pipeline_stages.id = deal_stays.stage_id AND pipeline_stages.kind = 'OPEN' \
         WHERE deal_stays.pipeline_id = ",
    )
    .bind(Value::Bytes(pipeline.as_bytes().to_vec()))
    .push(" AND deal_stays.entered_at >= ")
    .bind(Value::Time(period.from))
    .push(" AND deal_stays.entered_at < ")
    .bind(Value::Time(period.to))
    .push(" AND ")
    .then(scope::visible(actor))
    .push(") AS stays GROUP BY stays.stage_id, stays.minutes ORDER BY stays.stage_id, stays.minutes")
    .query::<(Binary, BigInt, BigInt, BigInt)>()
    .load(conn)?;
    let mut lasted: HashMap<_, Vec<_>> = HashMap::new();
    for (stage, minutes, ended, open) in rows {
        lasted.entry(stage).or_default().push(Lasted { minutes, ended, open });
    }
    Ok(lasted)
}
