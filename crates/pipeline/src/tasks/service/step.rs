//! Completing a task, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiError, ApiResult, Call, Code};

use super::{event, not_found, tell};
use crate::{
    permissions,
    tasks::{TaskId, TaskRow, TaskStatus, inputs::CompleteTaskInput, repo, scope},
};

/// Completes an open task, perhaps with what came of it.
pub(crate) async fn task_complete(call: &Call, db: &Db, input: &CompleteTaskInput) -> ApiResult<TaskRow> {
    call.require(&permissions::TASKS)?;
    let expected = input.expected_version;
    let (id, result) = input.validate()?;
    db.write(call, move |tx| {
        let call = tx.call();
        let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        if old.status() == TaskStatus::Done {
            return Err(ApiError::new(Code::Conflict, "The task is done already.").into());
        }
        let mut row = TaskRow { result: result.clone(), completed_at: Some(tx.now()), ..old.clone() };
        row.set_status(TaskStatus::Done);
        row.changed(&old, tx.now());
        repo::update(tx, &row)?;
        tx.emit(tell(event("task.completed", &row), Some(&old), &row));
        Ok(row)
    })
    .await
}

/// Opens a task again that was done. What had come of it is in the history alone.
pub(crate) async fn task_reopen(call: &Call, db: &Db, id: TaskId, expected: Option<i32>) -> ApiResult<TaskRow> {
    call.require(&permissions::TASKS)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        if old.status() == TaskStatus::Open {
            return Err(ApiError::new(Code::Conflict, "The task is open.").into());
        }
        let mut row = TaskRow { result: None, completed_at: None, ..old.clone() };
        row.set_status(TaskStatus::Open);
        row.changed(&old, tx.now());
        repo::update(tx, &row)?;
        tx.emit(tell(event("task.reopened", &row), Some(&old), &row));
        Ok(row)
    })
    .await
}
