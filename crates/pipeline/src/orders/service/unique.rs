//! What two living orders cannot both have: the key of another system.

use diesel::QueryResult;
use rapport_db::{DbError, Tx, error::violated_key};
use rapport_graphql::input::Violations;
use rapport_kernel::InputPath;

use crate::orders::{OrderId, OrderRow, repo};

/// The unique key over the external ids of living orders.
pub(crate) const KEY: &str = "orders_living_external_id";

/// Passes on how an order was written; when its external id is taken, says by which as far as the actor may know. `at` is
/// where that is told.
///
/// # Errors
/// CONFLICT; or what the database said.
pub(super) fn explain(tx: &mut Tx<'_>, row: &OrderRow, written: QueryResult<()>, at: InputPath) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some(KEY) => Err(taken(tx, row, at)?),
        written => Ok(written?),
    }
}

/// The error for an external id that another order has.
pub(super) fn taken(tx: &mut Tx<'_>, row: &OrderRow, at: InputPath) -> Result<DbError, DbError> {
    let holders = repo::holders_of(tx, &[row.external_id.as_deref().unwrap_or_default()])?;
    let ids: Vec<_> = holders.into_iter().map(|holder| holder.id).filter(|id| *id != row.id).collect();
    let call = tx.call();
    let visible = repo::visible_ids(tx, &call.actor, &ids)?;
    let mut violations = Violations::new();
    violations.add(at, "Another order has this external id.");
    let holders = visible.into_iter().map(OrderId::to_global).collect();
    Ok(violations.conflict("Another order has this external id.", holders).into())
}
