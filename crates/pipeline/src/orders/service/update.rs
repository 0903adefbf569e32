//! Changing an order.

use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiResult, Call};

use super::{
    check::check,
    event, is_cancelled, not_found,
    tell::{tell, tell_lines},
    unique,
};
use crate::{
    orders::{
        OrderId, OrderRow, OrderStatus,
        inputs::{OrderChanges, UpdateOrderInput},
        lines, purchases, repo, scope,
    },
    permissions,
};

/// Changes an order that holds.
pub(crate) async fn order_update(call: &Call, db: &Db, input: UpdateOrderInput) -> ApiResult<OrderRow> {
    call.require(&permissions::SELL)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate(call.clock.now())?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(tx: &mut Tx<'_>, id: OrderId, expected: Option<i32>, changes: &OrderChanges) -> Result<OrderRow, DbError> {
    let call = tx.call();
    let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
    check_version(expected, old.version)?;
    if old.status() == OrderStatus::Cancelled {
        return Err(is_cancelled().into());
    }
    let mut row = old.clone();
    changes.apply(&mut row);
    let mut violations = Violations::new();
    check(tx, call, Some(&old), &row, &mut violations)?;
    let before = lines::repo::of(tx, &[id])?;
    let after = match &changes.lines {
        Some(said) => {
            let sold: Vec<_> = before.iter().filter_map(|line| line.product_id).collect();
            let after = lines::resolve::lines(
                tx,
                id,
                said,
                &sold,
                lines::resolve::purchase(&row),
                row.money_in(),
                &mut violations,
            )?;
            lines::resolve::settle(&mut row, &after, &mut violations);
            after
        }
        None => before.clone(),
    };
    if row.total < row.paid {
        violations.add(path!["input", "lines"], "More than this was paid already.");
    }
    violations.check()?;
    row.bump(tx.now());
    let event = tell(event("order.updated", &row), Some(&old), &row);
    let event = if after == before { event } else { tell_lines(event, &before, &after) };
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    let written = repo::update(tx, &row);
    unique::explain(tx, &row, written, path!["input", "externalId"])?;
    if after != before {
        lines::repo::replace(tx, id, &after)?;
    }
    purchases::shift(tx, Some(&old), Some(&row))?;
    tx.emit(event);
    Ok(row)
}
