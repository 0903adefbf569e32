//! Removing an order for good.

use rapport_contacts::version::check_version;
use rapport_db::{Db, Sql, erasure};
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::{
    orders::{OrderId, purchases, repo},
    permissions,
};

/// Removes an order, living or deleted, with its lines, payments and refunds. The log keeps that there was one and what it
/// came to, and forgets its texts.
pub(crate) async fn order_purge(call: &Call, db: &Db, id: OrderId, expected: Option<i32>) -> ApiResult<OrderId> {
    call.require(&permissions::PURGE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, Sql::text("TRUE"))?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        repo::delete(tx, id)?;
        purchases::shift(tx, Some(&row), None)?;
        erasure::forget(tx, id.uuid())?;
        row.version = row.version.saturating_add(1);
        tx.emit(event("order.purged", &row).change("purgedAt", None::<()>, Some(tx.now())));
        Ok(id)
    })
    .await
}
