//! Accepting a quote: once, whoever says so at whatever moment.

use chrono::TimeDelta;
use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};
use serde::{Deserialize, Serialize};

use super::{follow_up, locked, stands, tell};
use crate::{
    deals::DealRow,
    orders::{self, OrderRow},
    permissions,
    quotes::{
        QuoteRow, QuoteStatus,
        inputs::{AcceptQuoteInput, Acceptance},
        lines, repo,
    },
};

/// A quote that was accepted, now or before, and the order that was made of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Accepted {
    pub(crate) quote: QuoteRow,
    pub(crate) order: Option<OrderRow>,
    /// Whether it is this call that accepted it.
    pub(crate) is_new: bool,
}

/// Accepts a quote that was sent and is valid. One that was accepted already is answered as it was. The deal's lines become
/// those of the quote where its amount comes from them, and if that is asked for, an order is made, once.
pub(crate) async fn quote_accept(call: &Call, db: &Db, input: AcceptQuoteInput) -> ApiResult<Accepted> {
    call.require(&permissions::SELL)?;
    let acceptance = input.validate()?;
    db.write(call, move |tx| write(tx, acceptance)).await
}

fn write(tx: &mut Tx<'_>, acceptance: Acceptance) -> Result<Accepted, DbError> {
    let (deal, old) = locked(tx, acceptance.quote)?;
    let now = tx.now();
    let mut row = old.clone();
    let is_new = match old.status_at(now) {
        QuoteStatus::Sent => true,
        QuoteStatus::Accepted => false,
        other => return Err(stands(&old, other).into()),
    };
    if is_new {
        row.set_status(QuoteStatus::Accepted);
        row.decided_at = Some(now);
        let quoted = lines::of(tx, &[row.id])?;
        follow_up::deal_follows(tx, deal.clone(), quoted)?;
    }
    if acceptance.places_order && row.order_id.is_none() {
        row.order_id = Some(order(tx, &row, &deal, acceptance)?);
    }
    if row != old {
        row.bump(now);
        repo::update(tx, &row)?;
        let kind = if is_new { "quote.accepted" } else { "quote.ordered" };
        tx.emit(tell::tell(tell::event(kind, &row), Some(&old), &row));
    }
    let call = tx.call();
    // Of what was ordered before, whoever may not see it is told nothing.
    let order = match row.order_id {
        Some(id) => orders::repo::visible(tx, &call.actor, &[id])?.pop(),
        None => None,
    };
    Ok(Accepted { quote: row, order, is_new })
}

/// Places the order of a quote: its lines as they were quoted, from whom it was quoted to.
fn order(
    tx: &mut Tx<'_>,
    quote: &QuoteRow,
    deal: &DealRow,
    acceptance: Acceptance,
) -> Result<orders::OrderId, DbError> {
    let mut row = OrderRow::new(tx.now());
    row.currency.clone_from(&quote.currency);
    (row.contact_id, row.company_id) = (quote.contact_id, quote.company_id);
    (row.deal_id, row.owner_id) = (Some(deal.id), deal.owner_id);
    (row.net, row.tax, row.total) = (quote.net, quote.tax, quote.total);
    row.due_at = acceptance.payment_days.map(|days| row.placed_at + TimeDelta::days(days));
    let lines: Vec<_> = lines::of(tx, &[quote.id])?.into_iter().map(|line| line.of_order(row.id)).collect();
    orders::service::place(tx, &row, &lines)?;
    Ok(row.id)
}
