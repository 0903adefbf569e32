//! Sending a quote, and what the customer says to it but yes.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{locked, stands, tell};
use crate::{
    permissions,
    quotes::{QuoteId, QuoteRow, QuoteStatus, repo},
};

/// Says that a draft was sent: it can be accepted from now on.
pub(crate) async fn quote_send(call: &Call, db: &Db, id: QuoteId, expected: Option<i32>) -> ApiResult<QuoteRow> {
    step(call, db, (id, expected), QuoteStatus::Draft, |row, now| {
        row.set_status(QuoteStatus::Sent);
        row.sent_at = Some(now);
        "quote.sent"
    })
    .await
}

/// Says that the customer declined a quote that was sent, also one that expired meanwhile.
pub(crate) async fn quote_decline(
    call: &Call,
    db: &Db,
    (id, reason): (QuoteId, Option<String>),
    expected: Option<i32>,
) -> ApiResult<QuoteRow> {
    step(call, db, (id, expected), QuoteStatus::Sent, move |row, now| {
        row.set_status(QuoteStatus::Declined);
        row.decided_at = Some(now);
        row.decline_reason.clone_from(&reason);
        "quote.declined"
    })
    .await
}

async fn step(
    call: &Call,
    db: &Db,
    (id, expected): (QuoteId, Option<i32>),
    from: QuoteStatus,
    change: impl Fn(&mut QuoteRow, chrono::NaiveDateTime) -> &'static str + Send + Sync + 'static,
) -> ApiResult<QuoteRow> {
    call.require(&permissions::SELL)?;
    db.write(call, move |tx| {
        let (_, old) = locked(tx, id)?;
        check_version(expected, old.version)?;
        let now = tx.now();
        if old.left() != from {
            return Err(stands(&old, old.status_at(now)).into());
        }
        if from == QuoteStatus::Draft && old.valid_until < now {
            return Err(stands(&old, QuoteStatus::Expired).into());
        }
        let mut row = old.clone();
        row.bump(now);
        let kind = change(&mut row, now);
        repo::update(tx, &row)?;
        tx.emit(tell::tell(tell::event(kind, &row), Some(&old), &row));
        Ok(row)
    })
    .await
}
