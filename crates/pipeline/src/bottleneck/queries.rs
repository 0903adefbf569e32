//! Asking for the bottleneck.

use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::MysqlConnection;
use rapport_db::{
    Db, DbError,
    recent::{self, COUNTED, Read},
};
use rapport_graphql::{
    ContextExt, Open, Timestamp,
    async_graphql::{Context, ID, Object},
    input,
    input::Violations,
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{
    common::{self, Attribute, Trait},
    flow::{self, Flow},
    repo::Scene,
    types::Bottleneck,
    verdict::{self, Load},
};
use crate::{
    deals::{DealRow, DealStatus},
    durations,
    funnel::period::Period,
    permissions,
    pipelines::PipelineId,
    stages::{self, StageId, StageRow},
    stays::all::{self, SeenStay},
};

/// How long before the period stays may have begun that are a measure.
const PAST: TimeDelta = TimeDelta::days(730);
const MINUTES_OF_A_DAY: f64 = 1_440.0;

/// The root field that asks for the bottleneck.
#[derive(Default)]
pub(crate) struct BottleneckQueries;

/// Asking for the bottleneck.
#[Object]
impl BottleneckQueries {
    /// Which stage holds deals up, with the evidence; null when there is no such pipeline. From 20,000 stays
    /// on it may be some minutes old: `asOf` says when.
    async fn bottleneck(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pipeline.")] pipeline_id: ID,
        #[graphql(desc = "How many days the period has that ends now, 1 to 730; 90 when nothing is said.")]
        days: Option<i32>,
        #[graphql(desc = "How many deals are shown, at most 100; 20 when nothing is said.")] first: Option<i32>,
    ) -> ApiResult<Option<Bottleneck>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let pipeline: PipelineId = input::id(&pipeline_id, path!["pipelineId"])?;
        let (days, first) = (days.unwrap_or(90), first.unwrap_or(20));
        let mut violations = Violations::new();
        if !(1..=730).contains(&days) {
            violations.add(path!["days"], "From 1 to 730 days are looked at.");
        }
        if !(0..=100).contains(&first) {
            violations.add(path!["first"], "At most 100 deals are shown.");
        }
        violations.check()?;
        let now = call.clock.now();
        let period = TimeDelta::days(i64::from(days));
        let scene = Scene { actor: call.actor.clone(), pipeline, from: now - period, now };
        let question = recent::shared(&scene.actor, ("bottleneck", pipeline, days));
        let read = ctx.db()?.recently(question, now, look(ctx.db()?.clone(), scene.clone()));
        let (as_of, found) = read.await?;
        // Every pipeline has stages.
        if !found.0 {
            return Ok(None);
        }
        let scene = scene.at(as_of);
        // Which deals they are is read in any case: one of them may be gone by now.
        let deals = {
            let (scene, found) = (scene.clone(), Arc::clone(&found));
            ctx.db()?.read(move |conn| old_deals(conn, &scene, verdict::bottleneck(&found.1), i64::from(first))).await?
        };
        let (_, loads, in_common) = &*found;
        Ok(Some(Bottleneck {
            from: Timestamp(scene.from),
            as_of: Timestamp(as_of),
            stage: verdict::bottleneck(loads).map(|load| Open(load.stage.clone().into())),
            reason: verdict::reason(loads, days),
            stages: loads.iter().map(Into::into).collect(),
            deals: deals.into_iter().map(|row| Open(row.into())).collect(),
            in_common: in_common.iter().cloned().map(Into::into).collect(),
        }))
    }
}

/// What is found: whether there is such a pipeline, each stage, and what the old deals have in common.
type Found = (bool, Arc<Vec<Load>>, Vec<Trait>);

async fn look(db: Db, scene: Scene) -> ApiResult<Read<Found>> {
    let (as_of, stays) = all::recently(&db, Some(scene.actor.clone()), scene.pipeline, scene.now).await?;
    let (scene, rows) = (scene.at(as_of), stays.len());
    let pipeline = scene.pipeline;
    let stages = db.read(move |conn| Ok(stages::repo::of_pipelines(conn, &[pipeline])?)).await?;
    let has_stages = !stages.is_empty();
    let reckoning = tokio::task::spawn_blocking({
        let scene = scene.clone();
        move || Arc::new(loads(&scene, &stays, stages))
    });
    let loads = reckoning.await.map_err(ApiError::internal)?;
    let in_common = {
        let loads = Arc::clone(&loads);
        db.read(move |conn| in_common(conn, &scene, verdict::bottleneck(&loads))).await?
    };
    Ok(Read { as_of, answer: (has_stages, loads, in_common), rows, bytes: COUNTED })
}

/// What there is to say of each stage in use for open deals, from the stays of its pipeline.
pub(crate) fn loads(scene: &Scene, stays: &[SeenStay], stages: Vec<StageRow>) -> Vec<Load> {
    let Flow { arrivals, departures, mut ages } = flow::of(scene, stays);
    // What was known when the period began: a past that had the present in it would excuse it.
    let past = Period { from: scene.from - PAST, to: scene.from };
    let mut past = durations::reckon::lasted(stays, past, scene.from);
    let in_use = stages.into_iter().filter(|stage| stage.retired_at.is_none() && stage.status() == DealStatus::Open);
    let load = |stage: StageRow| {
        let id = stage.id;
        let flow = (arrivals.get(&id).copied().unwrap_or(0), departures.get(&id).copied().unwrap_or(0));
        Load::new(stage, flow, &ages.remove(&id).unwrap_or_default(), &past.remove(&id).unwrap_or_default())
    };
    in_use.map(load).collect()
}

/// The old deals of the stage that holds deals up, the oldest first.
///
/// # Errors
/// When the database fails.
pub(crate) fn old_deals(
    conn: &mut MysqlConnection,
    scene: &Scene,
    load: Option<&Load>,
    most: i64,
) -> Result<Vec<DealRow>, DbError> {
    let Some((stage, before)) = load.and_then(|load| old(scene, load)) else { return Ok(Vec::new()) };
    Ok(scene.old_deals(conn, stage, before, most)?)
}

/// What they have in common.
fn in_common(conn: &mut MysqlConnection, scene: &Scene, load: Option<&Load>) -> Result<Vec<Trait>, DbError> {
    let Some((stage, before)) = load.and_then(|load| old(scene, load)) else { return Ok(Vec::new()) };
    let mut in_common = Vec::new();
    for attribute in Attribute::ALL {
        in_common.extend(common::traits(attribute, &scene.spread(conn, stage, before, attribute)?));
    }
    Ok(common::most_telling(in_common))
}

/// The stage, and before when the deals came into it that are old there.
fn old(scene: &Scene, load: &Load) -> Option<(StageId, NaiveDateTime)> {
    // Ages are counted in whole minutes: who is older by less than one is not older.
    let minutes = std::time::Duration::from_secs_f64(((load.measure? * MINUTES_OF_A_DAY).floor() + 1.0) * 60.0);
    let age = TimeDelta::from_std(minutes).unwrap_or(PAST);
    Some((load.stage.id, scene.now - age + TimeDelta::microseconds(1)))
}
