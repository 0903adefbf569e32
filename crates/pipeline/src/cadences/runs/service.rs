//! Starting and stopping a cadence.

use rapport_contacts::{
    people::{ContactById, ContactId},
    users::UserId,
    version::check_version,
};
use rapport_db::{Db, DbError, Tx, error::violated_key};
use rapport_graphql::{input, loader::Batch, path};
use rapport_kernel::{ApiError, ApiResult, Call, Code, NewEvent};

use super::{
    CadenceRunId, CadenceRunRow, CadenceRunStatus, CadenceStopReason, advance,
    inputs::{Start, StartCadenceInput, StopCadenceInput, Subject},
    repo,
    schedule::schedule,
};
use crate::{
    cadences::{self, CadenceRow},
    deals::{self, DealById, DealRow, DealStatus},
    ownership::check_owner,
    permissions,
    state::State,
    tasks::service::oneself,
};

/// The event of this kind about a cadence on its way: how it changed.
pub(crate) fn tell(kind: &'static str, old: Option<&CadenceRunRow>, new: &CadenceRunRow) -> NewEvent {
    NewEvent::about(kind, new.id, new.version)
        .change("cadenceId", old.map(|old| old.cadence_id.to_global()), Some(new.cadence_id.to_global()))
        .change(
            "contactId",
            old.and_then(|old| old.contact_id).map(|id| id.to_global()),
            new.contact_id.map(|id| id.to_global()),
        )
        .change(
            "dealId",
            old.and_then(|old| old.deal_id).map(|id| id.to_global()),
            new.deal_id.map(|id| id.to_global()),
        )
        .change(
            "ownerId",
            old.and_then(|old| old.owner_id).map(|id| id.to_global()),
            new.owner_id.map(|id| id.to_global()),
        )
        .change("status", old.map(|old| &old.status), Some(&new.status))
        .change("stopReason", old.and_then(|old| old.reason.as_ref()), new.reason.as_ref())
        .change("nextStep", old.map(|old| old.next_step), Some(new.next_step))
        .change("nextDueAt", old.and_then(|old| old.next_at), new.next_at)
}

/// Starts a cadence with a person or a deal.
pub(crate) async fn cadence_start(call: &Call, db: &Db, input: &StartCadenceInput) -> ApiResult<CadenceRunRow> {
    call.require(&permissions::TASKS)?;
    let start = input.validate()?;
    db.write(call, move |tx| {
        let cadence = cadences::repo::lock(tx, start.cadence, State::Living)?;
        let no_cadence = || ApiError::bad_input(path!["input", "cadenceId"], "There is no such cadence.");
        let row = prepare(tx, &cadence.clone().ok_or_else(no_cadence)?, &start)?;
        let run = begin(tx, &cadence.ok_or_else(no_cadence)?, row)?;
        run.map_err(|running| {
            let message = "This cadence is on its way with them already.";
            let error = ApiError::new(Code::Conflict, message);
            match running {
                Some(id) => error.with_conflicting_ids(vec![id.to_global()]).into(),
                None => DbError::from(error),
            }
        })
    })
    .await
}

/// A run of which nothing is planned yet, as far as the actor sees with whom it is to be.
fn prepare(tx: &mut Tx<'_>, cadence: &CadenceRow, start: &Start) -> Result<CadenceRunRow, DbError> {
    let call = tx.call();
    let row = match start.subject {
        Subject::Contact(contact) => {
            let found = ContactById::load(tx, call, &[contact])?.remove(&contact);
            let person =
                found.ok_or_else(|| ApiError::bad_input(path!["input", "contactId"], "There is no such person."))?;
            with_contact(tx, cadence, contact, person.owner_id)
        }
        Subject::Deal(deal) => {
            let found = DealById::load(tx, call, &[deal])?.remove(&deal);
            let deal = found.ok_or_else(|| ApiError::bad_input(path!["input", "dealId"], "There is no such deal."))?;
            if deal.status() != DealStatus::Open {
                return Err(ApiError::bad_input(path!["input", "dealId"], "The deal is closed.").into());
            }
            with_deal(tx, cadence, &deal)?
        }
    };
    let owner = match (start.owner, row.owner_id) {
        (Some(owner), _) => {
            check_owner(tx, call, None, Some(owner))?;
            Some(owner)
        }
        (None, Some(owner)) => Some(owner),
        (None, None) => oneself(tx, call)?,
    };
    Ok(CadenceRunRow { owner_id: owner, ..row })
}

fn with_contact(tx: &Tx<'_>, cadence: &CadenceRow, contact: ContactId, owner: Option<UserId>) -> CadenceRunRow {
    CadenceRunRow {
        id: CadenceRunId::new(),
        version: 1,
        cadence_id: cadence.id,
        contact_id: Some(contact),
        deal_id: None,
        subject_id: contact.as_bytes().to_vec(),
        stage_id: None,
        owner_id: owner,
        time_zone: cadence.time_zone.clone(),
        status: rapport_contacts::kept::name(CadenceRunStatus::Running).to_owned(),
        reason: None,
        next_step: 0,
        wake_at: None,
        next_at: None,
        started_at: tx.now(),
        ended_at: None,
    }
}

/// A run with a deal and the first of its people, of which nothing is planned yet.
pub(crate) fn with_deal(tx: &mut Tx<'_>, cadence: &CadenceRow, deal: &DealRow) -> Result<CadenceRunRow, DbError> {
    let person = deals::contacts::of(tx, &[deal.id])?.into_iter().next();
    Ok(CadenceRunRow {
        id: CadenceRunId::new(),
        version: 1,
        cadence_id: cadence.id,
        contact_id: person.map(|person| person.contact_id),
        deal_id: Some(deal.id),
        subject_id: deal.id.as_bytes().to_vec(),
        stage_id: Some(deal.stage_id),
        owner_id: deal.owner_id,
        time_zone: cadence.time_zone.clone(),
        status: rapport_contacts::kept::name(CadenceRunStatus::Running).to_owned(),
        reason: None,
        next_step: 0,
        wake_at: None,
        next_at: None,
        started_at: tx.now(),
        ended_at: None,
    })
}

/// Plans the first step and writes the run, unless the cadence is on its way with them already: then says which that is.
pub(crate) fn begin(
    tx: &mut Tx<'_>,
    cadence: &CadenceRow,
    mut row: CadenceRunRow,
) -> Result<Result<CadenceRunRow, Option<CadenceRunId>>, DbError> {
    let from = row.started_at;
    schedule(tx, cadence, &mut row, from)?;
    match repo::insert(tx, &row) {
        Err(error) if violated_key(&error) == Some("cadence_runs_running") => {
            Ok(Err(repo::running(tx, row.cadence_id, &row.subject_id)?))
        }
        written => {
            written?;
            tx.emit(tell("cadence_run.started", None, &row));
            Ok(Ok(row))
        }
    }
}

/// Stops a cadence that is on its way. The tasks that it made stay.
pub(crate) async fn cadence_stop(call: &Call, db: &Db, input: &StopCadenceInput) -> ApiResult<CadenceRunRow> {
    call.require(&permissions::TASKS)?;
    let id: CadenceRunId = input::id(&input.id, path!["input", "id"])?;
    let expected = input.expected_version;
    db.write(call, move |tx| {
        let call = tx.call();
        let old = repo::lock(tx, &call.actor, id)?.ok_or_else(|| ApiError::not_found("CadenceRun"))?;
        check_version(expected, old.version)?;
        if old.ended_at.is_some() {
            return Err(ApiError::new(Code::Conflict, "It has ended already.").into());
        }
        advance::stop(tx, &old, CadenceStopReason::ByHand)?;
        repo::lock(tx, &call.actor, id)?.ok_or_else(|| ApiError::not_found("CadenceRun").into())
    })
    .await
}
