//! Removing a task for good.

use rapport_contacts::version::check_version;
use rapport_db::{Db, Sql, erasure};
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::{
    permissions,
    tasks::{TaskId, repo},
};

/// Removes a task, living or deleted. The log keeps that there was one, and forgets its texts with it, or with the person
/// whom it was about.
pub(crate) async fn task_purge(call: &Call, db: &Db, id: TaskId, expected: Option<i32>) -> ApiResult<TaskId> {
    call.require(&permissions::PURGE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, Sql::text("TRUE"))?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.version = row.version.saturating_add(1);
        repo::delete(tx, id)?;
        erasure::forget(tx, id.uuid())?;
        tx.emit(event("task.purged", &row).change("purgedAt", None::<()>, Some(tx.now())));
        Ok(id)
    })
    .await
}
