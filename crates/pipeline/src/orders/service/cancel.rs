//! Cancelling an order.

use rapport_contacts::{kept, version::check_version};
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, is_cancelled, not_found, tell::tell};
use crate::{
    orders::{OrderId, OrderRow, OrderStatus, purchases, repo, scope},
    permissions,
};

/// Cancels an order: it counts as no purchase any more, and nothing is owed. What was paid can still be paid back.
pub(crate) async fn order_cancel(
    call: &Call,
    db: &Db,
    id: OrderId,
    expected: Option<i32>,
    reason: Option<String>,
) -> ApiResult<OrderRow> {
    call.require(&permissions::SELL)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        if old.status() == OrderStatus::Cancelled {
            return Err(is_cancelled().into());
        }
        let mut row = old.clone();
        row.bump(tx.now());
        kept::name(OrderStatus::Cancelled).clone_into(&mut row.status);
        row.cancelled_at = Some(tx.now());
        row.cancel_reason.clone_from(&reason);
        repo::update(tx, &row)?;
        purchases::shift(tx, Some(&old), Some(&row))?;
        tx.emit(tell(event("order.cancelled", &row), Some(&old), &row));
        Ok(row)
    })
    .await
}
