//! Taking a deal from stage to stage: moving, winning, losing, reopening.

use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found, stage, tell};
use crate::{
    competitors::service as competitors,
    deals::{DealId, DealRow, DealStatus, inputs::Step, repo, scope},
    gates, permissions,
    stages::StageRow,
    stays,
};

/// Takes a deal to another stage, and writes down the stay that ends and the one that begins.
pub(crate) async fn deal_step(
    call: &Call,
    db: &Db,
    checked: ApiResult<(DealId, Step)>,
    expected: Option<i32>,
) -> ApiResult<DealRow> {
    call.require(&permissions::WRITE)?;
    let (id, step) = checked?;
    db.write(call, move |tx| write(tx, id, expected, &step)).await
}

fn write(tx: &mut Tx<'_>, id: DealId, expected: Option<i32>, step: &Step) -> Result<DealRow, DbError> {
    let call = tx.call();
    let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
    check_version(expected, old.version)?;
    stage::check_open(old.status(), !matches!(step, Step::Reopen(_)))?;
    let stage = target(tx, &old, step)?;
    if stage.id == old.stage_id {
        // It is there already: no version, no event.
        return Ok(old);
    }
    if !matches!(step, Step::Reopen(_)) {
        gates::check::require(tx, call, &old, &stage)?;
    }
    let mut row = old.clone();
    let now = tx.now();
    let now = stays::leave(tx, &old, now)?;
    row.bump(now);
    row.stage_id = stage.id;
    row.pipeline_id = stage.pipeline_id;
    row.status = stage.kind.into();
    row.closed_at = (row.status() != DealStatus::Open).then_some(now);
    row.loss_reason = None;
    let competitor = match step {
        Step::Lose { reason, competitor, .. } => {
            row.loss_reason = Some(reason.as_str().into());
            competitor.as_ref()
        }
        Step::Win { competitor, .. } => competitor.as_ref(),
        Step::Move(_) | Step::Reopen(_) => None,
    };
    row.competitor_id = competitor.map(|named| competitors::find(tx, named)).transpose()?;
    repo::update(tx, &row)?;
    stays::enter(tx, &row, now)?;
    let kind = match step {
        Step::Move(_) => "deal.stage_changed",
        Step::Win { .. } => "deal.won",
        Step::Lose { .. } => "deal.lost",
        Step::Reopen(_) => "deal.reopened",
    };
    tx.emit(tell(event(kind, &row), Some(&old), &row));
    Ok(row)
}

/// The stage into which the deal goes.
fn target(tx: &mut Tx<'_>, deal: &DealRow, step: &Step) -> Result<StageRow, DbError> {
    let (said, kind) = match step {
        Step::Move(stage) => return stage::named(tx, *stage, DealStatus::Open, None),
        Step::Win { stage, .. } => (*stage, DealStatus::Won),
        Step::Lose { stage, .. } => (*stage, DealStatus::Lost),
        Step::Reopen(stage) => (*stage, DealStatus::Open),
    };
    if let Some(stage) = said {
        return stage::named(tx, stage, kind, Some(deal.pipeline_id));
    }
    let last = if kind == DealStatus::Open { stays::last_open_stage(tx, deal)? } else { None };
    stage::first(tx, deal.pipeline_id, kind, last)
}
