//! Removing a person for good.

use rapport_db::{Db, Sql, erasure};
use rapport_kernel::{ApiResult, Call};

use super::{check_version, event, not_found};
use crate::{
    households,
    people::{ContactId, repo},
    permissions,
    search::index,
};

/// Removes a person, living or deleted, with all that is kept about them. The log keeps that there was a record and
/// what happened to it, and forgets every value that identified the person.
pub(crate) async fn contact_purge(call: &Call, db: &Db, id: ContactId, expected: Option<i32>) -> ApiResult<ContactId> {
    call.require(&permissions::PURGE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, Sql::text("TRUE"))?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.version = row.version.saturating_add(1);
        households::service::leave(tx, id)?;
        repo::delete(tx, id)?;
        index::contact(tx, id)?;
        erasure::forget(tx, id.uuid())?;
        tx.emit(event("contact.purged", &row).change("purgedAt", None::<()>, Some(tx.now())));
        Ok(id)
    })
    .await
}
