//! The SQL of stages.

use diesel::{MysqlConnection, prelude::*, sql_types::Binary};
use rapport_db::{Sql, one_of};
use rapport_kernel::Actor;

use super::{StageId, StageRow};
use crate::{
    by_id,
    pipelines::PipelineId,
    schema::pipeline_stages,
    sharing::{SharedField, rights},
};

/// These stages, also the retired.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[StageId]) -> QueryResult<Vec<StageRow>> {
    pipeline_stages::table.filter(one_of(pipeline_stages::id, ids)).select(StageRow::as_select()).load(conn)
}

/// Those of these stages in which a deal is that is shared with the actor, or was and its stays are shared.
pub(crate) fn shared_with(conn: &mut MysqlConnection, actor: &Actor, ids: &[StageId]) -> QueryResult<Vec<StageRow>> {
    let was_there = Sql::text(
        "EXISTS (SELECT 1 FROM deal_stays WHERE deal_stays.deal_id = deals.id \
         AND deal_stays.stage_id = pipeline_stages.id)",
    );
    let was_there = rights::filtered_by(actor, SharedField::Stays, was_there);
    let is_there = Sql::text("deals.stage_id = pipeline_stages.id");
    let deals = Sql::all(vec![rights::deals_shared_with(actor), Sql::any(vec![is_there, was_there])]);
    let shared: Vec<StageId> = Sql::text("SELECT pipeline_stages.id FROM pipeline_stages WHERE ")
        .then(by_id::is_one_of("pipeline_stages.id", ids))
        .push(" AND EXISTS (SELECT 1 FROM deals WHERE ")
        .then(deals)
        .push(")")
        .query::<Binary>()
        .load(conn)?;
    by_ids(conn, &shared)
}

/// The stages of these pipelines in their order, the retired behind the others.
pub(crate) fn of_pipelines(conn: &mut MysqlConnection, ids: &[PipelineId]) -> QueryResult<Vec<StageRow>> {
    pipeline_stages::table
        .filter(one_of(pipeline_stages::pipeline_id, ids))
        .order((pipeline_stages::pipeline_id, pipeline_stages::place, pipeline_stages::id))
        .select(StageRow::as_select())
        .load(conn)
}

/// The stages of a pipeline in their order. They stay as they are until the transaction ends.
pub(crate) fn hold_of(conn: &mut MysqlConnection, id: PipelineId) -> QueryResult<Vec<StageRow>> {
    // The pipeline's row stands for its stages: whoever changes them has it locked.
    hold_pipeline(conn, id)?;
    of_pipelines(conn, &[id])
}

/// A stage. It stays as it is until the transaction ends.
pub(crate) fn hold(conn: &mut MysqlConnection, id: StageId) -> QueryResult<Option<StageRow>> {
    let Some(found) = by_ids(conn, &[id])?.pop() else { return Ok(None) };
    hold_pipeline(conn, found.pipeline_id)?;
    // Again, for it may have been retired before it was held.
    Ok(by_ids(conn, &[id])?.pop())
}

fn hold_pipeline(conn: &mut MysqlConnection, id: PipelineId) -> QueryResult<()> {
    // Not FOR SHARE, which MariaDB does not know.
    Sql::text("SELECT pipelines.id FROM pipelines WHERE pipelines.id = ")
        .bind(by_id::value(id))
        .push(" LOCK IN SHARE MODE")
        .query::<Binary>()
        .load::<PipelineId>(conn)
        .map(drop)
}

/// Inserts stages.
pub(crate) fn insert(conn: &mut MysqlConnection, rows: &[StageRow]) -> QueryResult<()> {
    diesel::insert_into(pipeline_stages::table).values(rows).execute(conn).map(drop)
}

/// Writes a stage back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &StageRow) -> QueryResult<()> {
    diesel::update(pipeline_stages::table.find(row.id))
        .set((
            pipeline_stages::place.eq(row.place),
            pipeline_stages::name.eq(&row.name),
            pipeline_stages::probability.eq(row.probability),
            pipeline_stages::age_limit_days.eq(row.age_limit_days),
            pipeline_stages::retired_at.eq(row.retired_at),
            pipeline_stages::gates.eq(&row.gates),
        ))
        .execute(conn)
        .map(drop)
}
