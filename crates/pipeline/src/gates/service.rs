//! Asking whether a deal may go on, and checking what is to be checked of it.

use rapport_contacts::{users::UserId, version::check_version};
use rapport_db::{Db, DbError};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{
    Gates, ItemId,
    check::{self, Missing},
    checks::{self, CheckRow},
};
use crate::{
    deals::{self, DealId, DealRow, DealStatus},
    permissions,
    stages::{self, StageId, StageRow},
};

/// What a deal lacks to go to a stage; nothing, if it may.
pub(crate) async fn deal_missing(call: &Call, db: &Db, deal: DealId, stage: StageId) -> ApiResult<Vec<Missing>> {
    call.require(&permissions::READ)?;
    let call = call.clone();
    db.read(move |conn| {
        let row = deals::repo::visible(conn, &call.actor, &[deal])?.pop().ok_or_else(deals::service::not_found)?;
        let stage = stages::repo::by_ids(conn, &[stage])?.pop().ok_or_else(no_stage)?;
        let mut missing = check::missing(conn, &call, &row, &stage)?;
        missing.extend(state(&row, &stage).map(|message| Missing::State(message.to_owned())));
        if !call.actor.may(&permissions::WRITE) {
            missing.push(Missing::Role(permissions::WRITE.roles.to_vec()));
        }
        Ok(missing)
    })
    .await
}

fn no_stage() -> ApiError {
    ApiError::not_found("PipelineStage")
}

/// What is wrong with the state of the deal, or of the stage.
fn state(deal: &DealRow, stage: &StageRow) -> Option<&'static str> {
    if deal.status() != DealStatus::Open {
        return Some("The deal is closed: reopen it first.");
    }
    if stage.retired_at.is_some() {
        return Some("This stage is retired: no deal enters it any more.");
    }
    let is_other = stage.pipeline_id != deal.pipeline_id && stage.status() != DealStatus::Open;
    is_other.then_some("A deal is won and lost in its own pipeline.")
}

/// Whether something has been checked of a deal, as it is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checking {
    pub(crate) deal: DealId,
    pub(crate) item: ItemId,
    pub(crate) is_checked: bool,
    pub(crate) expected: Option<i32>,
}

/// Writes down that something was checked of a deal, or takes that back.
pub(crate) async fn deal_check(call: &Call, db: &Db, checking: Checking) -> ApiResult<DealRow> {
    call.require(&permissions::WRITE)?;
    db.write(call, move |tx| {
        let Checking { deal, item, is_checked, expected } = checking;
        let call = tx.call();
        let living = deals::scope::living();
        let old = deals::repo::lock(tx, &call.actor, deal, living)?.ok_or_else(deals::service::not_found)?;
        check_version(expected, old.version)?;
        let was_checked = checks::of(tx, &[deal])?.into_iter().find(|check| check.item_id == item);
        if was_checked.is_some() == is_checked {
            // It is so already: no version, no event.
            return Ok(old);
        }
        let label = match &was_checked {
            Some(check) => check.label.clone(),
            None => label_of(&stages::repo::of_pipelines(tx, &[old.pipeline_id])?, item)?,
        };
        let mut row = old.clone();
        row.bump(tx.now());
        if is_checked {
            let by = UserId::from_uuid(call.actor.user);
            let check =
                CheckRow { deal_id: deal, item_id: item, label: label.clone(), checked_by: by, checked_at: tx.now() };
            checks::insert(tx, &check)?;
        } else {
            checks::delete(tx, deal, item)?;
        }
        deals::repo::update(tx, &row)?;
        let (before, after) = if is_checked { (None, Some(label)) } else { (Some(label), None) };
        tx.emit(deals::service::event("deal.checked", &row).change("checklist", before, after));
        Ok(row)
    })
    .await
}

/// What an item of the pipeline is called.
fn label_of(stages: &[StageRow], item: ItemId) -> Result<String, DbError> {
    let in_use = stages.iter().filter(|stage| stage.retired_at.is_none());
    let found = in_use
        .flat_map(|stage| Gates::read(stage.gates.as_deref()).checklist)
        .find(|one| one.id == item)
        .map(|one| one.label);
    found.ok_or_else(|| {
        ApiError::bad_input(path!["input", "itemId"], "No stage of the deal's pipeline asks for this item.").into()
    })
}
