//! The SQL of acting on bottlenecks.

use std::collections::HashMap;

use diesel::{MysqlConnection, prelude::*, sql_types::Binary};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use crate::{
    by_id,
    cadences::CadenceRunId,
    deals::DealId,
    schema::pipeline_stages,
    stages::{StageId, StageRow},
    stays::StayId,
};

/// A stage, of whatever pipeline.
pub(super) fn stage(conn: &mut MysqlConnection, id: StageId) -> QueryResult<Option<StageRow>> {
    pipeline_stages::table.find(id).select(StageRow::as_select()).first(conn).optional()
}

/// The stays in which these deals are, but for those on which somebody acted.
pub(super) fn stays(conn: &mut MysqlConnection, deals: &[DealId]) -> QueryResult<HashMap<DealId, StayId>> {
    let rows: Vec<(DealId, StayId)> = Sql::text("SELECT deal_stays.deal_id, deal_stays.id FROM deal_stays WHERE ")
        .then(by_id::is_one_of("deal_stays.deal_id", deals))
        .push(" AND deal_stays.is_present = 1 AND NOT EXISTS (SELECT 1 FROM bottleneck_actions ")
        .push("WHERE bottleneck_actions.stay_id = deal_stays.id)")
        .query::<(Binary, Binary)>()
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Keeps that a stay is acted on; `false` when it was before. Who comes second at the same moment waits for the first.
pub(super) fn act(
    conn: &mut MysqlConnection,
    actor: &Actor,
    stay: StayId,
    at: chrono::NaiveDateTime,
) -> QueryResult<bool> {
    let inserted = Sql::text("INSERT IGNORE INTO bottleneck_actions (stay_id, acted_by, acted_at) VALUES (")
        .bind(by_id::value(stay))
        .push(", ")
        .bind(Value::Bytes(actor.user.as_bytes().to_vec()))
        .push(", ")
        .bind(Value::Time(at))
        .push(")")
        .query::<()>()
        .execute(conn)?;
    Ok(inserted > 0)
}

/// Keeps which cadence follows the deal of a stay.
pub(super) fn followed_by(conn: &mut MysqlConnection, stay: StayId, run: CadenceRunId) -> QueryResult<()> {
    Sql::text("UPDATE bottleneck_actions SET cadence_run_id = ")
        .bind(by_id::value(run))
        .push(" WHERE stay_id = ")
        .bind(by_id::value(stay))
        .query::<()>()
        .execute(conn)
        .map(drop)
}
