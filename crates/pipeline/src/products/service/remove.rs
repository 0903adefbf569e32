//! Deleting a product, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found, unique};
use crate::{
    permissions,
    products::{ProductId, ProductRow, repo},
};

/// Deletes a product: gone from every list and from price books, restorable.
pub(crate) async fn product_delete(
    call: &Call,
    db: &Db,
    id: ProductId,
    expected: Option<i32>,
) -> ApiResult<ProductRow> {
    call.require(&permissions::CATALOGUE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, repo::living())?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.bump(tx.now());
        row.deleted_at = Some(tx.now());
        repo::update(tx, &row)?;
        tx.emit(event("product.deleted", &row).change("deletedAt", None::<()>, Some(tx.now())));
        Ok(row)
    })
    .await
}

/// Restores a deleted product, unless another has its code or external id by now.
pub(crate) async fn product_restore(
    call: &Call,
    db: &Db,
    id: ProductId,
    expected: Option<i32>,
) -> ApiResult<ProductRow> {
    call.require(&permissions::CATALOGUE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id, repo::deleted())?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let was_deleted_at = row.deleted_at.take();
        row.bump(tx.now());
        let written = repo::update(tx, &row);
        unique::explain(tx, &row, written)?;
        tx.emit(event("product.restored", &row).change("deletedAt", was_deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
