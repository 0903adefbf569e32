//! Deleting a price book, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::{
    permissions,
    price_books::{PriceBookId, PriceBookRow, repo},
    state::State,
};

/// Deletes a price book: gone from every list, restorable with its prices.
pub(crate) async fn price_book_delete(
    call: &Call,
    db: &Db,
    id: PriceBookId,
    expected: Option<i32>,
) -> ApiResult<PriceBookRow> {
    call.require(&permissions::CATALOGUE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, State::Living)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.bump(tx.now());
        row.deleted_at = Some(tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("price_book.deleted", &row).change("deletedAt", None::<()>, Some(tx.now())));
        Ok(row)
    })
    .await
}

/// Restores a deleted price book, with its prices.
pub(crate) async fn price_book_restore(
    call: &Call,
    db: &Db,
    id: PriceBookId,
    expected: Option<i32>,
) -> ApiResult<PriceBookRow> {
    call.require(&permissions::CATALOGUE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, State::Deleted)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let was_deleted_at = row.deleted_at.take();
        row.bump(tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("price_book.restored", &row).change("deletedAt", was_deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
