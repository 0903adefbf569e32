//! Recording a task.

use diesel::MysqlConnection;
use rapport_contacts::users::{self, UserId};
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiResult, Call, Id};

use super::{check, event, tell};
use crate::{
    ownership::{check_owner, default_owner},
    permissions,
    tasks::{
        TaskRow,
        inputs::{CreateTaskInput, TaskChanges},
        repo,
    },
};

/// Records a task.
pub(crate) async fn task_create(call: &Call, db: &Db, input: CreateTaskInput) -> ApiResult<TaskRow> {
    call.require(&permissions::TASKS)?;
    let changes = input.validate()?;
    db.write(call, move |tx| write(tx, &changes)).await
}

fn write(tx: &mut Tx<'_>, changes: &TaskChanges) -> Result<TaskRow, DbError> {
    let call = tx.call();
    let mut row = TaskRow::new(tx.now());
    if changes.owner.is_none() {
        row.owner_id = oneself(tx, call)?;
    }
    changes.apply(&mut row);
    if let Some(owner) = changes.owner {
        check_owner(tx, call, None, owner)?;
    }
    let mut violations = Violations::new();
    check(tx, call, None, &row, &mut violations)?;
    violations.check()?;
    add(tx, &mut row)?;
    Ok(row)
}

/// Writes a new task and tells of it.
///
/// # Errors
/// When the database fails.
pub(crate) fn add(tx: &mut Tx<'_>, row: &mut TaskRow) -> Result<(), DbError> {
    row.set_alarm();
    repo::insert(tx, row)?;
    tx.emit(tell(event("task.created", row), None, row));
    Ok(())
}

/// Who records a task does it, unless they say otherwise.
///
/// # Errors
/// FORBIDDEN for credentials of nobody known here, where only one's own is seen; or when the database fails.
pub(crate) fn oneself(conn: &mut MysqlConnection, call: &Call) -> Result<Option<UserId>, DbError> {
    if let Some(owner) = default_owner(conn, call)? {
        return Ok(Some(owner));
    }
    let user: UserId = Id::from_uuid(call.actor.user);
    Ok(users::exists(conn, user)?.then_some(user))
}
