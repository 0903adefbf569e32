//! Deleting a partner, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::{
    partners::{PartnerId, PartnerRow, repo},
    permissions,
    state::State,
};

/// Deletes a partner: gone from every list, and what is shared with it seen by nobody of it, until it is restored.
pub(crate) async fn partner_delete(
    call: &Call,
    db: &Db,
    id: PartnerId,
    expected: Option<i32>,
) -> ApiResult<PartnerRow> {
    call.require(&permissions::PARTNERS)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, State::Living)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.bump(tx.now());
        row.deleted_at = Some(tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("partner.deleted", &row).change("deletedAt", None::<()>, Some(tx.now())));
        Ok(row)
    })
    .await
}

/// Restores a deleted partner, with what is shared with it.
pub(crate) async fn partner_restore(
    call: &Call,
    db: &Db,
    id: PartnerId,
    expected: Option<i32>,
) -> ApiResult<PartnerRow> {
    call.require(&permissions::PARTNERS)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, State::Deleted)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let was_deleted_at = row.deleted_at.take();
        row.bump(tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("partner.restored", &row).change("deletedAt", was_deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
