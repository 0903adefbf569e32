//! Deleting a deal, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_graphql::path;
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found, unique};
use crate::{
    deals::{DealId, DealRow, repo, scope},
    permissions, stays,
};

/// Deletes a deal: gone from every list and out of its stage, restorable.
pub(crate) async fn deal_delete(call: &Call, db: &Db, id: DealId, expected: Option<i32>) -> ApiResult<DealRow> {
    call.require(&permissions::DELETE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let now = tx.now();
        let now = stays::leave(tx, &row, now)?;
        row.bump(now);
        row.deleted_at = Some(now);
        repo::update(tx, &row)?;
        stays::forget(tx, id)?;
        tx.emit(event("deal.deleted", &row).change("deletedAt", None::<()>, Some(now)));
        Ok(row)
    })
    .await
}

/// Restores a deleted deal into the stage where it was, unless another has its external id by now.
pub(crate) async fn deal_restore(call: &Call, db: &Db, id: DealId, expected: Option<i32>) -> ApiResult<DealRow> {
    call.require(&permissions::WRITE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, scope::deleted())?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let was_deleted_at = row.deleted_at.take();
        let now = was_deleted_at.map_or(tx.now(), |deleted_at| deleted_at.max(tx.now()));
        row.bump(now);
        let written = repo::update(tx, &row);
        unique::explain(tx, &row, written, path!["input", "id"])?;
        stays::enter(tx, &row, now)?;
        tx.emit(event("deal.restored", &row).change("deletedAt", was_deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
