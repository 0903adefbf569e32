//! Deleting a lead, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::leads::{LeadId, LeadRow, permissions, repo, scope};

/// Deletes a lead: gone from every list, restorable.
pub(crate) async fn lead_delete(call: &Call, db: &Db, id: LeadId, expected: Option<i32>) -> ApiResult<LeadRow> {
    call.require(&permissions::DELETE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.bump(tx.now());
        row.deleted_at = Some(tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("lead.deleted", &row).change("deletedAt", None::<()>, Some(tx.now())));
        Ok(row)
    })
    .await
}

/// Restores a deleted lead.
pub(crate) async fn lead_restore(call: &Call, db: &Db, id: LeadId, expected: Option<i32>) -> ApiResult<LeadRow> {
    call.require(&permissions::WRITE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, scope::deleted())?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let was_deleted_at = row.deleted_at.take();
        row.bump(tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("lead.restored", &row).change("deletedAt", was_deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
