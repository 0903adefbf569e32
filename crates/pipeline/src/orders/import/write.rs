//! Writing imported orders: one statement a table, however many they are, and one for each total.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use rapport_contacts::users::UserId;
use rapport_db::{DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, Code};

use super::group::Imported;
use crate::{
    orders::{
        OrderId, OrderRow, lines,
        payments::{PaymentId, PaymentRow},
        purchases, repo,
        service::{EXTERNAL_ID_KEY, told_new},
    },
    ownership::default_owner,
    permissions,
    schema::{orders, payments},
};

/// How the payments of an import were made.
const METHOD: &str = "Import";

/// Writes the orders whose external id nobody has. Returns how many that were, and how many were there.
pub(super) fn write(tx: &mut Tx<'_>, all: &[Imported]) -> Result<(usize, usize), DbError> {
    let known = known(tx, all)?;
    let is_new = |one: &&Imported| one.row.external_id.as_ref().is_none_or(|id| !known.contains(id));
    let new: Vec<&Imported> = all.iter().filter(is_new).collect();
    let unchanged = all.len().saturating_sub(new.len());
    let rows = owned(tx, &new)?;
    if rows.is_empty() {
        return Ok((0, unchanged));
    }
    match diesel::insert_into(orders::table).values(&rows).execute(&mut **tx) {
        Err(error) if violated_key(&error) == Some(EXTERNAL_ID_KEY) => {
            let message = "Another recorded some of these orders meanwhile. Run the import again.";
            return Err(ApiError::new(Code::Conflict, message).into());
        }
        written => written?,
    };
    // A statement holds so many values at most.
    let lines: Vec<_> = new.iter().flat_map(|one| one.lines.iter().cloned()).collect();
    for some in lines.chunks(1_000) {
        lines::repo::insert(tx, some)?;
    }
    let paid = paid(tx, &rows);
    if !paid.is_empty() {
        diesel::insert_into(payments::table).values(&paid).execute(&mut **tx)?;
    }
    purchases::add(tx, &rows)?;
    for (row, one) in rows.iter().zip(&new) {
        tx.emit(told_new(row, &one.lines));
    }
    Ok((rows.len(), unchanged))
}

/// The external ids of orders that are there and that the actor sees.
///
/// # Errors
/// CONFLICT for those of orders that the actor does not see.
fn known(tx: &mut Tx<'_>, all: &[Imported]) -> Result<HashSet<String>, DbError> {
    let keys: Vec<&str> = all.iter().filter_map(|one| one.row.external_id.as_deref()).collect();
    let holders: HashMap<String, OrderId> =
        repo::holders_of(tx, &keys)?.into_iter().filter_map(|row| Some((row.external_id?, row.id))).collect();
    let actor = tx.call().actor.clone();
    let seen = repo::visible_ids(tx, &actor, &holders.values().copied().collect::<Vec<_>>())?;
    let seen: HashSet<OrderId> = seen.into_iter().collect();
    let mut violations = Violations::new();
    for (index, one) in all.iter().enumerate() {
        let holder = one.row.external_id.as_ref().and_then(|id| holders.get(id));
        if holder.is_some_and(|holder| !seen.contains(holder)) {
            violations.add(path!["input", "orders", index, "externalId"], "Another order has this external id.");
        }
    }
    violations.check().map_err(|error| ApiError { code: Code::Conflict, ..error })?;
    Ok(holders.into_keys().collect())
}

/// The rows, each with who looks after the order: without a word about that, whoever sees only some orders.
fn owned(tx: &mut Tx<'_>, new: &[&Imported]) -> Result<Vec<OrderRow>, DbError> {
    let call = tx.call();
    let default = if new.iter().all(|one| one.has_owner) { None } else { default_owner(tx, call)? };
    let is_other = |owner: Option<UserId>| owner.is_some_and(|owner| owner.uuid() != call.actor.user);
    if new.iter().any(|one| one.has_owner && is_other(one.row.owner_id)) {
        call.require(&permissions::ASSIGN)?;
    }
    let owner_of = |one: &Imported| if one.has_owner { one.row.owner_id } else { default };
    Ok(new.iter().map(|one| OrderRow { owner_id: owner_of(one), ..one.row.clone() }).collect())
}

/// A payment of each order for which something was paid.
fn paid(tx: &Tx<'_>, rows: &[OrderRow]) -> Vec<PaymentRow> {
    let (now, by) = (tx.now(), UserId::from_uuid(tx.call().actor.user));
    let paid = rows.iter().filter(|row| row.paid > 0);
    paid.map(|row| PaymentRow {
        id: PaymentId::new(),
        order_id: row.id,
        external_id: None,
        amount: row.paid,
        currency: row.currency.clone(),
        received_at: row.placed_at,
        method: Some(METHOD.to_owned()),
        recorded_by: by,
        created_at: now,
    })
    .collect()
}
