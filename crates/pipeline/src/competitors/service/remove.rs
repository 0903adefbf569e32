//! Deleting a competitor, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, explain, not_found};
use crate::{
    competitors::{CompetitorId, CompetitorRow, repo},
    permissions,
    state::State,
};

/// Deletes a competitor: gone from every list, restorable.
pub(crate) async fn competitor_delete(
    call: &Call,
    db: &Db,
    id: CompetitorId,
    expected: Option<i32>,
) -> ApiResult<CompetitorRow> {
    call.require(&permissions::WRITE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, State::Living)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.bump(tx.now());
        row.deleted_at = Some(tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("competitor.deleted", &row).change("deletedAt", None::<()>, Some(tx.now())));
        Ok(row)
    })
    .await
}

/// Restores a deleted competitor, unless another has its name by now.
pub(crate) async fn competitor_restore(
    call: &Call,
    db: &Db,
    id: CompetitorId,
    expected: Option<i32>,
) -> ApiResult<CompetitorRow> {
    call.require(&permissions::WRITE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, State::Deleted)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let was_deleted_at = row.deleted_at.take();
        row.bump(tx.now());
        let written = repo::update(tx, &row);
        explain(tx, &row, written)?;
        tx.emit(event("competitor.restored", &row).change("deletedAt", was_deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
