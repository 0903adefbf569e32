//! Deleting an order, and taking that back.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_graphql::path;
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found, unique};
use crate::{
    orders::{OrderId, OrderRow, purchases, repo, scope},
    permissions,
};

/// Deletes an order: gone from every list and total, restorable.
pub(crate) async fn order_delete(call: &Call, db: &Db, id: OrderId, expected: Option<i32>) -> ApiResult<OrderRow> {
    call.require(&permissions::REFUND)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = old.clone();
        row.bump(tx.now());
        row.deleted_at = Some(tx.now());
        repo::update(tx, &row)?;
        purchases::shift(tx, Some(&old), Some(&row))?;
        tx.emit(event("order.deleted", &row).change("deletedAt", None::<()>, row.deleted_at));
        Ok(row)
    })
    .await
}

/// Restores a deleted order, unless another has its external id by now.
pub(crate) async fn order_restore(call: &Call, db: &Db, id: OrderId, expected: Option<i32>) -> ApiResult<OrderRow> {
    call.require(&permissions::REFUND)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let old = repo::lock(tx, &call.actor, id, scope::deleted())?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = old.clone();
        row.bump(tx.now());
        row.deleted_at = None;
        let written = repo::update(tx, &row);
        unique::explain(tx, &row, written, path!["input", "id"])?;
        purchases::shift(tx, Some(&old), Some(&row))?;
        tx.emit(event("order.restored", &row).change("deletedAt", old.deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
