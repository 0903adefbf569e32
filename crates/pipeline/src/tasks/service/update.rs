//! Changing a task.

use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiResult, Call};

use super::{check, event, not_found, tell};
use crate::{
    ownership::check_owner,
    permissions,
    tasks::{
        TaskId, TaskRow,
        inputs::{TaskChanges, UpdateTaskInput},
        repo, scope,
    },
};

/// Changes a task, open or done.
pub(crate) async fn task_update(call: &Call, db: &Db, input: UpdateTaskInput) -> ApiResult<TaskRow> {
    call.require(&permissions::TASKS)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(tx: &mut Tx<'_>, id: TaskId, expected: Option<i32>, changes: &TaskChanges) -> Result<TaskRow, DbError> {
    let call = tx.call();
    let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
    check_version(expected, old.version)?;
    let mut row = old.clone();
    changes.apply(&mut row);
    if row.owner_id != old.owner_id {
        check_owner(tx, call, old.owner_id, row.owner_id)?;
    }
    let mut violations = Violations::new();
    check(tx, call, Some(&old), &row, &mut violations)?;
    violations.check()?;
    row.changed(&old, tx.now());
    let event = tell(event("task.updated", &row), Some(&old), &row);
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    repo::update(tx, &row)?;
    tx.emit(event);
    Ok(row)
}
