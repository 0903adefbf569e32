//! What is done with quotes: each operation authorises, validates, decides and writes in one transaction, under the lock of the
//! deal, so that of two at once the second meets what the first left.

mod accept;
mod create;
mod follow_up;
mod step;
mod tell;

pub(crate) use accept::{Accepted, quote_accept};
pub(crate) use create::quote_create;
pub(crate) use step::{quote_decline, quote_send};

use rapport_db::{DbError, Tx};
use rapport_kernel::{ApiError, Code};

use super::{QuoteId, QuoteRow, QuoteStatus, repo};
use crate::deals::{self, DealRow};

/// The error for a quote that the actor does not see, or that is not there: one and the same.
fn not_found() -> ApiError {
    ApiError::not_found("Quote")
}

/// The deal of a quote and the quote, both locked until the transaction ends.
fn locked(tx: &mut Tx<'_>, id: QuoteId) -> Result<(DealRow, QuoteRow), DbError> {
    let call = tx.call();
    let seen = repo::visible(tx, &call.actor, &[id])?.pop().ok_or_else(not_found)?;
    let deal = deals::repo::lock(tx, &call.actor, seen.deal_id, deals::scope::living())?.ok_or_else(not_found)?;
    let quote = repo::lock(tx, id)?.ok_or_else(not_found)?;
    Ok((deal, quote))
}

/// The error for a quote that stands so that what is asked cannot be done.
fn stands(quote: &QuoteRow, status: QuoteStatus) -> ApiError {
    let message = match status {
        QuoteStatus::Draft => "The quote was not sent yet.".to_owned(),
        QuoteStatus::Sent => "The quote was sent already.".to_owned(),
        QuoteStatus::Accepted => "The quote was accepted already.".to_owned(),
        QuoteStatus::Declined => "The quote was declined already.".to_owned(),
        QuoteStatus::Expired => {
            format!("The quote is expired: it was valid until {} UTC.", quote.valid_until.format("%Y-%m-%d %H:%M"))
        }
        QuoteStatus::Superseded => "A later version took the place of the quote.".to_owned(),
    };
    ApiError::new(Code::Conflict, message)
}
