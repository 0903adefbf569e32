//! Keeping a commitment, withdrawing it, and taking either back.

use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError};
use rapport_graphql::{input, path};
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{conflict, not_found, tell};
use crate::{
    commitments::{
        CommitmentId, CommitmentRow,
        inputs::{CommitmentIdInput, KeepCommitmentInput},
        repo,
    },
    permissions,
};

/// Says that a commitment was kept: in time, or late.
pub(crate) async fn commitment_keep(call: &Call, db: &Db, input: &KeepCommitmentInput) -> ApiResult<CommitmentRow> {
    call.require(&permissions::TASKS)?;
    let id = input::id(&input.id, path!["input", "id"])?;
    let said = input.kept_at.map(|at| at.0);
    if said.is_some_and(|at| at > call.clock.now()) {
        return Err(ApiError::bad_input(path!["input", "keptAt"], "This is yet to come."));
    }
    change(call, db, id, input.expected_version, "commitment.kept", move |row, now| {
        if row.withdrawn_at.is_some() || row.kept_at.is_some() {
            return Err(conflict("The commitment is kept or withdrawn already."));
        }
        row.kept_at = Some(said.unwrap_or(now));
        Ok(())
    })
    .await
}

/// Takes a commitment back: it counts nowhere any more.
pub(crate) async fn commitment_withdraw(call: &Call, db: &Db, input: &CommitmentIdInput) -> ApiResult<CommitmentRow> {
    call.require(&permissions::TASKS)?;
    let id = input::id(&input.id, path!["input", "id"])?;
    change(call, db, id, input.expected_version, "commitment.withdrawn", |row, now| {
        if row.withdrawn_at.is_some() {
            return Err(conflict("The commitment is withdrawn already."));
        }
        row.withdrawn_at = Some(now);
        Ok(())
    })
    .await
}

/// Says that a commitment was neither kept nor withdrawn, as somebody said by mistake.
pub(crate) async fn commitment_reopen(call: &Call, db: &Db, input: &CommitmentIdInput) -> ApiResult<CommitmentRow> {
    call.require(&permissions::TASKS)?;
    let id = input::id(&input.id, path!["input", "id"])?;
    change(call, db, id, input.expected_version, "commitment.reopened", |row, _| {
        if row.withdrawn_at.is_none() && row.kept_at.is_none() {
            return Err(conflict("The commitment is neither kept nor withdrawn."));
        }
        (row.withdrawn_at, row.kept_at) = (None, None);
        Ok(())
    })
    .await
}

async fn change(
    call: &Call,
    db: &Db,
    id: CommitmentId,
    expected: Option<i32>,
    kind: &'static str,
    make: impl Fn(&mut CommitmentRow, chrono::NaiveDateTime) -> ApiResult<()> + Send + Sync + 'static,
) -> ApiResult<CommitmentRow> {
    db.write(call, move |tx| {
        let (call, now) = (tx.call(), tx.now());
        let old = repo::lock(tx, &call.actor, id)?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = old.clone();
        make(&mut row, now)?;
        row.bump(now);
        repo::update(tx, &row)?;
        tx.emit(tell(kind, Some(&old), &row));
        Ok::<_, DbError>(row)
    })
    .await
}
