//! What is done with payments and refunds: each is decided under the lock of its order, so that of two at once neither takes
//! more than there is.

use rapport_contacts::{users::UserId, version::check_version};
use rapport_db::{Db, DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Call, Code};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    PaymentId, PaymentRow, RefundId, RefundRow,
    inputs::{RecordPaymentInput, RefundOrderInput, Said},
    repo,
};
use crate::{
    orders::{
        self, OrderRow, OrderStatus, purchases, scope,
        service::{event, is_cancelled, not_found},
    },
    permissions,
};

/// A payment or refund that was recorded, now or before, with its order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Recorded<R> {
    pub(crate) row: R,
    pub(crate) order: OrderRow,
    /// Whether it is this call that recorded it.
    pub(crate) is_new: bool,
}

/// Records a payment. The same payment under the same external id is recorded once.
pub(crate) async fn payment_record(call: &Call, db: &Db, input: RecordPaymentInput) -> ApiResult<Recorded<PaymentRow>> {
    call.require(&permissions::SELL)?;
    let said = input.validate(call.clock.now())?;
    db.write(call, move |tx| pay(tx, &said)).await
}

fn pay(tx: &mut Tx<'_>, said: &Said) -> Result<Recorded<PaymentRow>, DbError> {
    let old = locked(tx, said)?;
    if let Some(key) = &said.external_id
        && let Some(row) = repo::payment_known_as(tx, key)?
    {
        let is_same = row.order_id == old.id && is_said(said, row.amount, &row.currency);
        return again(is_same, Recorded { row, order: old, is_new: false });
    }
    if old.status() == OrderStatus::Cancelled {
        return Err(is_cancelled().into());
    }
    let amount = within(said, &old, old.balance(), "More than is still to be paid.", "All of the order is paid.")?;
    let (now, call) = (tx.now(), tx.call());
    let row = PaymentRow {
        id: PaymentId::new(),
        order_id: old.id,
        external_id: said.external_id.clone(),
        amount,
        currency: old.currency.clone(),
        received_at: said.at.unwrap_or(now),
        method: said.text.clone(),
        recorded_by: UserId::from_uuid(call.actor.user),
        created_at: now,
    };
    let written = repo::insert_payment(tx, &row);
    taken(written, "payments_external_id")?;
    let mut order = old.clone();
    order.paid = order.paid.saturating_add(amount);
    let told = json!({ "id": row.id.to_global(), "amount": amount, "receivedAt": row.received_at });
    change(tx, "order.paid", &old, &mut order, ("payment", told))?;
    Ok(Recorded { row, order, is_new: true })
}

/// Pays back what was paid for an order, or some of it: never more than was paid.
pub(crate) async fn order_refund(call: &Call, db: &Db, input: RefundOrderInput) -> ApiResult<Recorded<RefundRow>> {
    call.require(&permissions::REFUND)?;
    let said = input.validate(call.clock.now())?;
    db.write(call, move |tx| pay_back(tx, &said)).await
}

fn pay_back(tx: &mut Tx<'_>, said: &Said) -> Result<Recorded<RefundRow>, DbError> {
    let old = locked(tx, said)?;
    if let Some(key) = &said.external_id
        && let Some(row) = repo::refund_known_as(tx, key)?
    {
        let is_same = row.order_id == old.id && is_said(said, row.amount, &row.currency);
        return again(is_same, Recorded { row, order: old, is_new: false });
    }
    check_version(said.expected_version, old.version)?;
    let left = old.paid.saturating_sub(old.refunded);
    let amount = within(said, &old, left, "More than was paid and not paid back.", "Nothing is left to be paid back.")?;
    let (now, call) = (tx.now(), tx.call());
    let row = RefundRow {
        id: RefundId::new(),
        order_id: old.id,
        external_id: said.external_id.clone(),
        amount,
        currency: old.currency.clone(),
        refunded_at: said.at.unwrap_or(now),
        reason: said.text.clone(),
        recorded_by: UserId::from_uuid(call.actor.user),
        created_at: now,
    };
    let written = repo::insert_refund(tx, &row);
    taken(written, "refunds_external_id")?;
    let mut order = old.clone();
    order.refunded = order.refunded.saturating_add(amount);
    let told = json!({ "id": row.id.to_global(), "amount": amount, "refundedAt": row.refunded_at });
    change(tx, "order.refunded", &old, &mut order, ("refund", told))?;
    Ok(Recorded { row, order, is_new: true })
}

fn locked(tx: &mut Tx<'_>, said: &Said) -> Result<OrderRow, DbError> {
    let call = tx.call();
    Ok(orders::repo::lock(tx, &call.actor, said.order, scope::living())?.ok_or_else(not_found)?)
}

/// Whether what is recorded is what was said; of a refund of all that there was, nothing more was said.
fn is_said(said: &Said, amount: i64, currency: &str) -> bool {
    said.amount.is_none_or(|said| said.amount == amount && said.currency.code() == currency)
}

/// What is there already, if it is the same.
fn again<R>(is_same: bool, recorded: Recorded<R>) -> Result<Recorded<R>, DbError> {
    if is_same { Ok(recorded) } else { Err(is_taken().into()) }
}

fn is_taken() -> ApiError {
    let mut violations = Violations::new();
    violations.add(path!["input", "externalId"], TAKEN);
    violations.conflict(TAKEN, Vec::new())
}

const TAKEN: &str = "Another one was recorded under this external id.";

/// The amount that was said, or all of it, if that much is there.
fn within(
    said: &Said,
    order: &OrderRow,
    most: i64,
    too_much: &'static str,
    nothing: &'static str,
) -> Result<i64, DbError> {
    let mut violations = Violations::new();
    if said.amount.is_some_and(|said| said.currency.code() != order.currency) {
        violations.add(path!["input", "amount", "currency"], "The order is in another currency.");
    }
    violations.check()?;
    let amount = said.amount.map_or(most, |said| said.amount);
    if most <= 0 {
        return Err(ApiError::new(Code::Conflict, nothing).into());
    }
    if amount > most {
        return Err(ApiError::new(Code::Conflict, too_much).into());
    }
    Ok(amount)
}

/// Passes on how a row was written, whose external id may have been taken at the same moment on another order.
fn taken(written: diesel::QueryResult<()>, key: &str) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some(key) => Err(is_taken().into()),
        written => Ok(written?),
    }
}

/// Writes an order with what was paid, and tells of it.
fn change(
    tx: &mut Tx<'_>,
    kind: &'static str,
    old: &OrderRow,
    new: &mut OrderRow,
    (field, told): (&'static str, serde_json::Value),
) -> Result<(), DbError> {
    new.bump(tx.now());
    orders::repo::update(tx, new)?;
    purchases::shift(tx, Some(old), Some(new))?;
    let event = event(kind, new)
        .change("paid", Some(old.paid), Some(new.paid))
        .change("refunded", Some(old.refunded), Some(new.refunded))
        .change(field, None::<()>, Some(told));
    tx.emit(event);
    Ok(())
}
