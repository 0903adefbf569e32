//! The SQL of models and of what they say.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Bool, Datetime, Double},
};
use rapport_db::{Sql, one_of, sql::Value};
use rapport_kernel::Actor;

use super::{ScoringModelId, quality::Scored, row::ModelRow};
use crate::{
    by_id,
    deals::{self, DealId},
    pipelines::PipelineId,
    schema::{deal_scores, scoring_held_out, scoring_models},
};

/// How many rows one statement inserts.
const AT_ONCE: usize = 1_000;

/// These models, as far as they are there.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[ScoringModelId]) -> QueryResult<Vec<ModelRow>> {
    scoring_models::table.filter(one_of(scoring_models::id, ids)).select(ModelRow::as_select()).load(conn)
}

/// The latest model of each of these pipelines, by the pipeline.
pub(crate) fn latest(
    conn: &mut MysqlConnection,
    pipelines: &[PipelineId],
) -> QueryResult<HashMap<PipelineId, ModelRow>> {
    let mut found = HashMap::new();
    for pipeline in pipelines {
        let row: Option<ModelRow> = scoring_models::table
            .filter(scoring_models::pipeline_id.eq(*pipeline))
            .order(scoring_models::id.desc())
            .select(ModelRow::as_select())
            .first(conn)
            .optional()?;
        found.extend(row.map(|row| (*pipeline, row)));
    }
    Ok(found)
}

/// The pipelines that have a model.
pub(crate) fn pipelines(conn: &mut MysqlConnection) -> QueryResult<Vec<PipelineId>> {
    scoring_models::table.select(scoring_models::pipeline_id).distinct().order(scoring_models::pipeline_id).load(conn)
}

/// Inserts a model with what it says of deals that it has not seen.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &ModelRow, held_out: &[(DealId, Scored)]) -> QueryResult<()> {
    diesel::insert_into(scoring_models::table).values(row).execute(conn)?;
    for some in held_out.chunks(AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|(deal, scored)| {
                (
                    scoring_held_out::model_id.eq(row.id),
                    scoring_held_out::deal_id.eq(*deal),
                    scoring_held_out::probability.eq(scored.probability),
                    scoring_held_out::is_won.eq(scored.is_won),
                )
            })
            .collect();
        diesel::insert_into(scoring_held_out::table).values(&rows).execute(conn)?;
    }
    Ok(())
}

/// What a model says of deals that it has not seen and the actor sees, in the order of their ids, after this one.
pub(crate) fn held_out(
    conn: &mut MysqlConnection,
    actor: &Actor,
    model: ScoringModelId,
    after: Option<DealId>,
    limit: i64,
) -> QueryResult<Vec<(DealId, f64, bool)>> {
    let mut sql = Sql::text(
        "SELECT scoring_held_out.deal_id, scoring_held_out.probability, scoring_held_out.is_won FROM scoring_held_out \
         JOIN deals ON deals.id = scoring_held_out.deal_id WHERE scoring_held_out.model_id = ",
    )
    .bind(by_id::value(model));
    if let Some(after) = after {
        sql = sql.push(" AND scoring_held_out.deal_id > ").bind(by_id::value(after));
    }
    sql.push(" AND ")
        .then(deals::scope::visible(actor))
        .push(" ORDER BY scoring_held_out.deal_id LIMIT ")
        .bind(Value::Int(limit))
        .query::<(Binary, Double, Bool)>()
        .load(conn)
}

/// Keeps what a model says of open deals at a moment.
pub(crate) fn keep_scores(
    conn: &mut MysqlConnection,
    model: ScoringModelId,
    at: NaiveDateTime,
    scores: &[(DealId, f64)],
) -> QueryResult<()> {
    for some in scores.chunks(AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|(deal, probability)| {
                (
                    deal_scores::deal_id.eq(*deal),
                    deal_scores::scored_at.eq(at),
                    deal_scores::model_id.eq(model),
                    deal_scores::probability.eq(*probability),
                )
            })
            .collect();
        diesel::insert_or_ignore_into(deal_scores::table).values(&rows).execute(conn)?;
    }
    Ok(())
}

/// When a model last scored open deals.
pub(crate) fn last_scored(conn: &mut MysqlConnection, model: ScoringModelId) -> QueryResult<Option<NaiveDateTime>> {
    deal_scores::table
        .filter(deal_scores::model_id.eq(model))
        .select(diesel::dsl::max(deal_scores::scored_at))
        .first(conn)
}

/// What was said of these deals so far, the latest first, so many of each at most.
pub(crate) fn scores_of(
    conn: &mut MysqlConnection,
    deals: &[DealId],
    most: i64,
) -> QueryResult<Vec<(DealId, NaiveDateTime, f64, ScoringModelId)>> {
    Sql::text(
        "SELECT deal_id, scored_at, probability, model_id FROM (SELECT deal_id, scored_at, probability, model_id, \
         ROW_NUMBER() OVER (PARTITION BY deal_id ORDER BY scored_at DESC, model_id DESC) AS place FROM deal_scores WHERE ",
    )
    .then(by_id::is_one_of("deal_id", deals))
    .push(") AS numbered WHERE place <= ")
    .bind(Value::Int(most))
    .push(" ORDER BY deal_id, scored_at DESC, model_id DESC")
    .query::<(Binary, Datetime, Double, Binary)>()
    .load(conn)
}
