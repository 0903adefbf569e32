//! Changing a commitment.

use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};

use super::{conflict, not_found, tell};
use crate::{
    commitments::{
        CommitmentId, CommitmentRow, CommitmentStatus,
        inputs::{CommitmentChanges, UpdateCommitmentInput},
        repo,
    },
    ownership::check_owner,
    permissions,
};

/// Changes a commitment. Its time can be agreed anew only while there is some: what was broken stays broken.
pub(crate) async fn commitment_update(call: &Call, db: &Db, input: &UpdateCommitmentInput) -> ApiResult<CommitmentRow> {
    call.require(&permissions::TASKS)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(
    tx: &mut Tx<'_>,
    id: CommitmentId,
    expected: Option<i32>,
    changes: &CommitmentChanges,
) -> Result<CommitmentRow, DbError> {
    let (call, now) = (tx.call(), tx.now());
    let old = repo::lock(tx, &call.actor, id)?.ok_or_else(not_found)?;
    check_version(expected, old.version)?;
    let mut row = old.clone();
    if let Some(promise) = &changes.promise {
        row.promise.clone_from(promise);
    }
    row.due_at = changes.due_at.unwrap_or(row.due_at);
    row.owner_id = changes.owner.unwrap_or(row.owner_id);
    if row.owner_id != old.owner_id {
        check_owner(tx, call, old.owner_id, row.owner_id)?;
    }
    if row.due_at != old.due_at && old.status(now) != CommitmentStatus::Open {
        return Err(conflict("Its time has passed or it is settled: make another commitment.").into());
    }
    row.bump(now);
    let event = tell("commitment.updated", Some(&old), &row);
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    repo::update(tx, &row)?;
    tx.emit(event);
    Ok(row)
}
