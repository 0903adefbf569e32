//! Acting on a bottleneck.

use chrono::TimeDelta;
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call, Code};
use serde::{Deserialize, Serialize};

use super::{
    inputs::{ActOnBottleneckInput, Action},
    repo,
};
use crate::{
    bottleneck::{repo::Scene, verdict},
    cadences::{
        self, CadenceRow, CadenceRunRow,
        runs::service::{begin, with_deal},
    },
    deals::DealRow,
    permissions, stages,
    state::State,
    stays,
    tasks::service::oneself,
};

/// How many deals are acted on at a time.
const MOST: usize = 200;
/// How many of the deals that a verdict names are looked through.
const MOST_NAMED: i64 = 10_000;

/// What came of acting on a bottleneck.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Acted {
    pub(crate) started: Vec<CadenceRunRow>,
    pub(crate) named: i64,
    pub(crate) reason: String,
}

/// Starts a cadence with the deals that the verdict on a stage names, as far as the actor sees them, but for those whose
/// stay was acted on before.
pub(crate) async fn bottleneck_act(call: &Call, db: &Db, input: &ActOnBottleneckInput) -> ApiResult<Acted> {
    call.require(&permissions::TASKS)?;
    let action = input.validate()?;
    db.write(call, move |tx| write(tx, action)).await
}

fn write(tx: &mut Tx<'_>, action: Action) -> Result<Acted, DbError> {
    let (call, now) = (tx.call(), tx.now());
    // Locked: of two at the same moment, the second finds what the first did.
    let cadence = cadences::repo::lock(tx, action.cadence, State::Living)?
        .ok_or_else(|| ApiError::bad_input(path!["input", "cadenceId"], "There is no such cadence."))?;
    let stage = repo::stage(tx, action.stage)?
        .ok_or_else(|| ApiError::bad_input(path!["input", "stageId"], "There is no such stage."))?;
    let from = now - TimeDelta::days(i64::from(action.days));
    let scene = Scene { actor: call.actor.clone(), pipeline: stage.pipeline_id, from, now };
    let stages = stages::repo::of_pipelines(tx, &[stage.pipeline_id])?;
    let stays = stays::all::read(tx, Some(&scene.actor), scene.pipeline)?;
    let loads = crate::bottleneck::queries::loads(&scene, &stays, stages);
    let reason = verdict::reason(&loads, action.days);
    let found = verdict::bottleneck(&loads).filter(|load| load.stage.id == stage.id);
    let Some(load) = found else {
        let message = format!("This stage is not the bottleneck. {reason}");
        return Err(ApiError::new(Code::Conflict, message).into());
    };
    let deals = crate::bottleneck::queries::old_deals(tx, &scene, Some(load), MOST_NAMED)?;
    let started = follow(tx, &cadence, &deals)?;
    Ok(Acted { started, named: i64::try_from(deals.len()).unwrap_or(i64::MAX), reason })
}

/// Starts the cadence with those of the deals whose stay nobody acted on, the oldest first, as many as fit.
fn follow(tx: &mut Tx<'_>, cadence: &CadenceRow, deals: &[DealRow]) -> Result<Vec<CadenceRunRow>, DbError> {
    let (call, now) = (tx.call(), tx.now());
    let ids: Vec<_> = deals.iter().map(|deal| deal.id).collect();
    let stays = repo::stays(tx, &ids)?;
    let mut started = Vec::new();
    for deal in deals {
        let Some(stay) = stays.get(&deal.id) else { continue };
        if started.len() >= MOST {
            break;
        }
        if !repo::act(tx, &call.actor, *stay, now)? {
            continue;
        }
        let mut row = with_deal(tx, cadence, deal)?;
        if row.owner_id.is_none() {
            row.owner_id = oneself(tx, call)?;
        }
        // One that the cadence follows already is followed.
        if let Ok(run) = begin(tx, cadence, row)? {
            repo::followed_by(tx, *stay, run.id)?;
            started.push(run);
        }
    }
    Ok(started)
}
