//! Making the tasks of cadences as their days come.

use rapport_db::{DbError, Tx};

use super::{CadenceRunRow, CadenceStopReason, reason, repo, schedule::schedule, service::tell};
use crate::{
    cadences::{self, steps::Step},
    tasks,
    tasks::TaskRow,
};

/// How many one transaction takes on.
const BATCH: i64 = 50;

/// Makes the next task of each cadence whose day has come, or ends it, and returns how many those were. The rows are locked,
/// and the task is made in the transaction that says so: each step makes one, whoever else is at it.
pub(crate) fn advance(tx: &mut Tx<'_>) -> Result<usize, DbError> {
    let now = tx.now();
    let due = repo::lock_due(tx, now, BATCH)?;
    let ids: Vec<_> = due.iter().map(|row| row.id).collect();
    let reasons = reason::of(tx, &ids)?;
    let of: Vec<_> = due.iter().map(|row| row.cadence_id).collect();
    let known = cadences::repo::by_ids(tx, &of)?;
    for old in &due {
        let cadence = known.iter().find(|cadence| cadence.id == old.cadence_id);
        let step = cadence.and_then(|cadence| cadence.step(old.next_step));
        match (reasons.get(&old.id), cadence, step) {
            (Some(reason), ..) => stop(tx, old, *reason)?,
            (None, None, _) => stop(tx, old, CadenceStopReason::Gone)?,
            // It has fewer steps by now.
            (None, Some(_), None) => finish(tx, old, old.clone())?,
            (None, Some(cadence), Some(step)) => {
                make(tx, old, &step)?;
                let mut row = CadenceRunRow { next_step: old.next_step.saturating_add(1), ..old.clone() };
                // After the task that was made, and not before now, if this comes late.
                let from = old.next_at.map_or(now, |at| at.max(now));
                schedule(tx, cadence, &mut row, from)?;
                if row.next_at.is_none() {
                    finish(tx, old, row)?;
                } else {
                    row.version = row.version.saturating_add(1);
                    repo::update(tx, &row)?;
                    tx.emit(tell("cadence_run.advanced", Some(old), &row));
                }
            }
        }
    }
    Ok(due.len())
}

/// Makes the task of a step.
fn make(tx: &mut Tx<'_>, run: &CadenceRunRow, step: &Step) -> Result<(), DbError> {
    let company = match run.deal_id {
        Some(deal) => repo::company_of(tx, deal)?,
        None => None,
    };
    let mut task = TaskRow {
        kind: step.kind.clone(),
        title: step.title.clone(),
        description: step.description.clone(),
        priority: step.priority,
        due_at: run.next_at,
        owner_id: run.owner_id,
        contact_id: run.contact_id,
        company_id: company,
        deal_id: run.deal_id,
        cadence_run_id: Some(run.id),
        cadence_step: Some(run.next_step),
        ..TaskRow::new(tx.now())
    };
    tasks::service::add(tx, &mut task)
}

/// Ends one for a reason.
pub(crate) fn stop(tx: &mut Tx<'_>, old: &CadenceRunRow, reason: CadenceStopReason) -> Result<(), DbError> {
    let mut row = old.clone();
    row.end(Some(reason), tx.now());
    write(tx, old, row, "cadence_run.stopped")
}

/// Ends one behind its last step.
fn finish(tx: &mut Tx<'_>, old: &CadenceRunRow, mut row: CadenceRunRow) -> Result<(), DbError> {
    row.end(None, tx.now());
    write(tx, old, row, "cadence_run.finished")
}

fn write(tx: &mut Tx<'_>, old: &CadenceRunRow, mut row: CadenceRunRow, kind: &'static str) -> Result<(), DbError> {
    row.version = row.version.saturating_add(1);
    repo::update(tx, &row)?;
    tx.emit(tell(kind, Some(old), &row));
    Ok(())
}
