//! Removing a lead for good.

use rapport_contacts::version::check_version;
use rapport_db::{Db, Sql, erasure};
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::leads::{LeadId, permissions, repo};

/// Removes a lead, living or deleted. The log keeps that there was one, and forgets who it was.
pub(crate) async fn lead_purge(call: &Call, db: &Db, id: LeadId, expected: Option<i32>) -> ApiResult<LeadId> {
    call.require(&permissions::PURGE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, Sql::text("TRUE"))?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.version = row.version.saturating_add(1);
        repo::delete(tx, id)?;
        erasure::forget(tx, id.uuid())?;
        tx.emit(event("lead.purged", &row).change("purgedAt", None::<()>, Some(tx.now())));
        Ok(id)
    })
    .await
}
