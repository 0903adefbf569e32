//! Placing an order.

use rapport_db::{Db, DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiResult, Call};
use serde::{Deserialize, Serialize};

use super::{check::check, tell::told_new, unique};
use crate::{
    orders::{
        OrderLineRow, OrderRow,
        inputs::{CreateOrderInput, OrderChanges},
        lines, purchases, repo,
    },
    ownership::{check_owner, default_owner},
    permissions,
};

/// An order that was placed, now or before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Placed {
    pub(crate) row: OrderRow,
    /// Whether it is this call that placed it.
    pub(crate) is_new: bool,
}

/// Places an order. The same order under the same external id is placed once, whoever places it again at whatever moment.
pub(crate) async fn order_create(call: &Call, db: &Db, input: CreateOrderInput) -> ApiResult<Placed> {
    call.require(&permissions::SELL)?;
    let changes = input.validate(call.clock.now())?;
    let hash = changes.hash();
    db.write(call, move |tx| write(tx, &changes, &hash)).await
}

fn write(tx: &mut Tx<'_>, changes: &OrderChanges, hash: &[u8]) -> Result<Placed, DbError> {
    let call = tx.call();
    // Looked up first: what is placed again is answered although its product or customer are gone by now.
    if let Some(row) = known(tx, changes, hash)? {
        return Ok(Placed { row, is_new: false });
    }
    let mut row = OrderRow::new(tx.now());
    if changes.owner.is_none() {
        row.owner_id = default_owner(tx, call)?;
    }
    changes.apply(&mut row);
    row.placed_hash = row.external_id.as_ref().map(|_| hash.to_vec());
    if let Some(owner) = changes.owner {
        check_owner(tx, call, None, owner)?;
    }
    let mut violations = Violations::new();
    check(tx, call, None, &row, &mut violations)?;
    let said = changes.lines.as_deref().unwrap_or_default();
    let lines = lines::resolve::lines(
        tx,
        row.id,
        said,
        &[],
        lines::resolve::purchase(&row),
        changes.currency,
        &mut violations,
    )?;
    // All are in one.
    if let Some(line) = lines.first() {
        row.currency.clone_from(&line.currency);
    }
    lines::resolve::settle(&mut row, &lines, &mut violations);
    violations.check()?;
    match place(tx, &row, &lines) {
        Err(DbError::Query(error)) if violated_key(&error) == Some(unique::KEY) => match known(tx, changes, hash)? {
            Some(row) => Ok(Placed { row, is_new: false }),
            None => Err(DbError::Query(error)),
        },
        placed => placed.map(|()| Placed { row, is_new: true }),
    }
}

/// Writes an order with its lines, and what its customers have bought by now.
///
/// # Errors
/// When the database fails; an external id that is taken is a violated key.
pub(crate) fn place(tx: &mut Tx<'_>, row: &OrderRow, lines: &[OrderLineRow]) -> Result<(), DbError> {
    repo::insert(tx, row)?;
    lines::repo::insert(tx, lines)?;
    purchases::shift(tx, None, Some(row))?;
    tx.emit(told_new(row, lines));
    Ok(())
}

/// The order that is there under the external id, if it is the same and the actor sees it.
fn known(tx: &mut Tx<'_>, changes: &OrderChanges, hash: &[u8]) -> Result<Option<OrderRow>, DbError> {
    let Some(key) = changes.external_id.as_ref().and_then(Option::as_deref) else { return Ok(None) };
    let Some(row) = repo::holders_of(tx, &[key])?.pop() else { return Ok(None) };
    let is_same = row.placed_hash.as_deref() == Some(hash);
    let call = tx.call();
    if is_same && !repo::visible_ids(tx, &call.actor, &[row.id])?.is_empty() {
        return Ok(Some(row));
    }
    let other = OrderRow { id: crate::orders::OrderId::new(), ..row };
    Err(unique::taken(tx, &other, path!["input", "externalId"])?)
}
