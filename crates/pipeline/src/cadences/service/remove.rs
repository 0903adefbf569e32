//! Deleting a cadence, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, explain, not_found};
use crate::{
    cadences::{CadenceId, CadenceRow, repo},
    permissions,
    state::State,
};

/// Deletes a cadence, which can be restored. What is on its way by it ends before its next task.
pub(crate) async fn cadence_delete(
    call: &Call,
    db: &Db,
    id: CadenceId,
    expected: Option<i32>,
) -> ApiResult<CadenceRow> {
    call.require(&permissions::MANAGE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, State::Living)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.bump(tx.now());
        row.deleted_at = Some(tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("cadence.deleted", &row).change("deletedAt", None::<()>, Some(tx.now())));
        Ok(row)
    })
    .await
}

/// Restores a deleted cadence, unless another has its name by now.
pub(crate) async fn cadence_restore(
    call: &Call,
    db: &Db,
    id: CadenceId,
    expected: Option<i32>,
) -> ApiResult<CadenceRow> {
    call.require(&permissions::MANAGE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, State::Deleted)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let was_deleted_at = row.deleted_at.take();
        row.bump(tx.now());
        let written = repo::update(tx, &row);
        explain(tx, &row, written)?;
        tx.emit(event("cadence.restored", &row).change("deletedAt", was_deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
