//! Training a model, and scoring open deals by it.

use std::sync::Arc;

use chrono::NaiveDateTime;
use rapport_db::Db;
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call, NewEvent};

use super::{
    ScoringModelId,
    facts::Facts,
    fit::{Parameters, fit},
    inputs::{Plan, TrainScoringModelInput},
    quality::{Quality, Scored, quality},
    read, repo,
    row::ModelRow,
};
use crate::{
    deals::DealId,
    pipelines::{PipelineId, repo as pipelines},
    ratio::double,
    scoring::permissions,
};

/// From how many deals a model learns at most, the latest of them.
const MOST: usize = 100_000;

/// Trains a model.
pub(crate) async fn model_train(call: &Call, db: &Db, input: &TrainScoringModelInput) -> ApiResult<ModelRow> {
    call.require(&permissions::MANAGE)?;
    let plan = input.validate()?;
    let pipeline = plan.pipeline;
    let known = db.read(move |conn| Ok(pipelines::by_ids(conn, &[pipeline])?)).await?;
    if known.is_empty() {
        return Err(ApiError::bad_input(path!["input", "pipelineId"], "There is no such pipeline."));
    }
    let message = "Of the deals that were closed before this, at least one must have been won and one lost.";
    let too_few = || ApiError::bad_input(path!["input", "trainBefore"], message);
    let learned = learn(db, &plan).await?.ok_or_else(too_few)?;
    let row =
        keep(call, db, &plan, learned, None).await?.ok_or_else(|| ApiError::internal("the model was not kept"))?;
    score_open(db, &row, call.clock.now()).await?;
    Ok(row)
}

/// What was learned, and how good it is.
pub(super) struct Learned {
    parameters: Parameters,
    quality: Option<Quality>,
    held_out: Vec<(DealId, Scored)>,
}

/// Learns as planned; nothing of deals that all came to the same.
pub(super) async fn learn(db: &Db, plan: &Plan) -> ApiResult<Option<Learned>> {
    let (mut past, mut later) = (Vec::new(), Vec::new());
    let mut after = None;
    loop {
        let pipeline = plan.pipeline;
        let read = db.read(move |conn| Ok(read::of_pipeline(conn, pipeline, after, false)?)).await?;
        let is_last = read.len() < read::CHUNK;
        after = read.last().map(|facts| facts.deal);
        for facts in read {
            match facts.closed_at {
                Some(at) if at < plan.train_before => past.push(facts),
                Some(at) if plan.test_before.is_none_or(|end| at < end) => later.push(facts),
                _ => {}
            }
        }
        latest(&mut past);
        latest(&mut later);
        if is_last {
            break;
        }
    }
    let penalty = plan.penalty;
    let learning = tokio::task::spawn_blocking(move || {
        let Some(parameters) = fit(&past, penalty)? else { return Ok(None) };
        let scored =
            |facts: &Facts| Scored { probability: parameters.probability(facts), is_won: facts.is_won == Some(true) };
        let held_out: Vec<_> = later.iter().map(|facts| (facts.deal, scored(facts))).collect();
        let all: Vec<Scored> = held_out.iter().map(|(_, scored)| *scored).collect();
        let share = double(parameters.won.into()) / double(parameters.deals.into());
        Ok(Some(Learned { quality: quality(&all, share), parameters, held_out }))
    });
    learning.await.map_err(ApiError::internal)?
}

/// Drops the earliest beyond what is learned from.
fn latest(deals: &mut Vec<Facts>) {
    let beyond = deals.len().saturating_sub(MOST);
    deals.drain(..beyond);
}

/// Keeps what was learned; nothing when it is to follow a model that another has followed meanwhile.
pub(super) async fn keep(
    call: &Call,
    db: &Db,
    plan: &Plan,
    learned: Learned,
    follows: Option<ScoringModelId>,
) -> ApiResult<Option<ModelRow>> {
    let (plan, learned) = (plan.clone(), Arc::new(learned));
    db.write(call, move |tx| {
        // Two who train at once come one after the other.
        pipelines::lock(tx, plan.pipeline)?.ok_or_else(|| ApiError::not_found("Pipeline"))?;
        if let Some(follows) = follows {
            let latest = repo::latest(tx, &[plan.pipeline])?.remove(&plan.pipeline);
            if latest.is_none_or(|latest| latest.id != follows) {
                return Ok(None);
            }
        }
        let row = ModelRow {
            id: ScoringModelId::new(),
            version: 1,
            name: plan.name.clone(),
            pipeline_id: plan.pipeline,
            train_before: plan.train_before,
            test_before: plan.test_before,
            retrain_days: plan.retrain_days,
            parameters: serde_json::to_string(&learned.parameters).map_err(ApiError::internal)?,
            quality: learned.quality.as_ref().map(serde_json::to_string).transpose().map_err(ApiError::internal)?,
            created_at: tx.now(),
        };
        repo::insert(tx, &row, &learned.held_out)?;
        let event = NewEvent::about("scoring_model.trained", row.id, row.version)
            .change("name", None::<()>, Some(&row.name))
            .change("pipelineId", None::<()>, Some(row.pipeline_id.to_global()))
            .change("trainBefore", None::<()>, Some(row.train_before))
            .change("deals", None::<()>, Some(learned.parameters.deals))
            .change("auc", None::<()>, learned.quality.as_ref().and_then(|quality| quality.auc));
        tx.emit(event);
        Ok(Some(row))
    })
    .await
}

/// Keeps what a model says of the open deals of its pipeline at this moment.
pub(super) async fn score_open(db: &Db, model: &ModelRow, now: NaiveDateTime) -> ApiResult<usize> {
    let Some(parameters) = model.parameters().map(Arc::new) else { return Ok(0) };
    let (pipeline, id): (PipelineId, _) = (model.pipeline_id, model.id);
    let (mut after, mut scored) = (None, 0);
    loop {
        let parameters = Arc::clone(&parameters);
        let (count, last) = db
            .maintain(move |conn| {
                let deals = read::of_pipeline(conn, pipeline, after, true)?;
                let scores: Vec<_> = deals.iter().map(|facts| (facts.deal, parameters.probability(facts))).collect();
                repo::keep_scores(conn, id, now, &scores)?;
                Ok((deals.len(), deals.last().map(|facts| facts.deal)))
            })
            .await?;
        (after, scored) = (last, scored + count);
        if count < read::CHUNK {
            return Ok(scored);
        }
    }
}
