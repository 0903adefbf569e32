//! Deleting a task, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::{
    permissions,
    tasks::{TaskId, TaskRow, repo, scope},
};

/// Deletes a task: gone from every list, restorable. Nobody is told of its moments any more.
pub(crate) async fn task_delete(call: &Call, db: &Db, id: TaskId, expected: Option<i32>) -> ApiResult<TaskRow> {
    call.require(&permissions::TASKS)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = TaskRow { deleted_at: Some(tx.now()), ..old.clone() };
        row.changed(&old, tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("task.deleted", &row).change("deletedAt", None::<()>, row.deleted_at));
        Ok(row)
    })
    .await
}

/// Restores a deleted task. A moment that came meanwhile and was not told is told now.
pub(crate) async fn task_restore(call: &Call, db: &Db, id: TaskId, expected: Option<i32>) -> ApiResult<TaskRow> {
    call.require(&permissions::TASKS)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let old = repo::lock(tx, &call.actor, id, scope::deleted())?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = TaskRow { deleted_at: None, ..old.clone() };
        row.changed(&old, tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("task.restored", &row).change("deletedAt", old.deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
