//! What clients say of quotes.

use chrono::{NaiveDateTime, TimeDelta};
use rapport_contacts::{
    people::ContactId,
    text::{self, Lines},
};
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult, InputPath};

use super::QuoteId;
use crate::deals::{DealId, lines::arithmetic::WHOLE};

/// How long terms are at most.
const LONGEST_TERMS: usize = 2_000;
/// How long a reason is at most.
const LONGEST_REASON: usize = 500;
/// For how many days a quote is valid when nothing is said.
const VALID_DAYS: i64 = 30;
/// After how many days an order is to be paid at most.
const MOST_DAYS: i32 = 365;

/// A quote to be made.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateQuoteInput {
    /// The deal, whose lines are quoted as they are now.
    pub deal_id: ID,
    /// Until when it can be accepted: for 30 days when nothing is said.
    pub valid_until: Option<Timestamp>,
    /// The person to whom it is offered: the first person of the deal when nothing is said.
    pub contact_id: Option<ID>,
    /// The tax on each line, in hundredths of a percent, 0 to 10000: 1900 is 19 %. None when nothing is said.
    pub tax_rate_basis_points: Option<i32>,
    /// The tax on each line of the deal in its order, where they are not all the same.
    pub line_tax_rates_basis_points: Option<Vec<i32>>,
    /// What else holds, as the customer reads it, at most 2000 characters.
    pub terms: Option<String>,
}

/// A quote that goes to the customer.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct SendQuoteInput {
    /// The quote: a draft.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// A quote that the customer declined.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct DeclineQuoteInput {
    /// The quote: one that was sent.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// Why, at most 500 characters.
    pub reason: Option<String>,
}

/// A quote that the customer accepted.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct AcceptQuoteInput {
    /// The quote: one that was sent and is valid, or was accepted already.
    pub id: ID,
    /// Whether an order is made of it, once. None when nothing is said.
    pub place_order: Option<bool>,
    /// After how many days the order is to be paid, 0 to 365. At no certain time when nothing is said.
    pub payment_days: Option<i32>,
}

/// A quote to be made, checked.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) deal: DealId,
    pub(crate) valid_until: NaiveDateTime,
    pub(crate) contact: Option<ContactId>,
    pub(crate) tax_rate: u32,
    pub(crate) line_tax_rates: Option<Vec<u32>>,
    pub(crate) terms: Option<String>,
}

/// What the acceptance of a quote asks for, checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Acceptance {
    pub(crate) quote: QuoteId,
    pub(crate) places_order: bool,
    pub(crate) payment_days: Option<i64>,
}

fn rate(violations: &mut Violations, at: InputPath, said: i32) -> u32 {
    let rate = u32::try_from(said).ok().filter(|rate| *rate <= WHOLE);
    if rate.is_none() {
        violations.add(at, "This is 0 to 10000.");
    }
    rate.unwrap_or_default()
}

impl CreateQuoteInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self, now: NaiveDateTime) -> ApiResult<Draft> {
        let mut violations = Violations::new();
        let deal = violations.take(input::id(&self.deal_id, path!["input", "dealId"]));
        let valid_until = self.valid_until.map_or(now + TimeDelta::days(VALID_DAYS), |until| until.0);
        if valid_until <= now {
            violations.add(path!["input", "validUntil"], "This is over already.");
        }
        let at = path!["input", "contactId"];
        let contact = self.contact_id.as_ref().and_then(|id| violations.take(input::id(id, at)));
        let at = path!["input", "taxRateBasisPoints"];
        let tax_rate = rate(&mut violations, at, self.tax_rate_basis_points.unwrap_or_default());
        let rates = self.line_tax_rates_basis_points.as_ref().map(|rates| {
            let at = |index: usize| path!["input", "lineTaxRatesBasisPoints", index];
            rates.iter().enumerate().map(|(index, said)| rate(&mut violations, at(index), *said)).collect()
        });
        let terms = self.terms.as_deref();
        let terms = text::optional(&mut violations, path!["input", "terms"], terms, LONGEST_TERMS, Lines::Many);
        violations.check()?;
        let draft = |deal| Draft { deal, valid_until, contact, tax_rate, line_tax_rates: rates, terms };
        deal.map(draft).ok_or_else(|| ApiError::not_found("Deal"))
    }
}

impl DeclineQuoteInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(QuoteId, Option<String>)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let (at, reason) = (path!["input", "reason"], self.reason.as_deref());
        let reason = text::optional(&mut violations, at, reason, LONGEST_REASON, Lines::Many);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("Quote"))?, reason))
    }
}

impl AcceptQuoteInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<Acceptance> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        if self.payment_days.is_some_and(|days| !(0..=MOST_DAYS).contains(&days)) {
            violations.add(path!["input", "paymentDays"], format!("This is 0 to {MOST_DAYS}."));
        }
        violations.check()?;
        let (places_order, payment_days) = (self.place_order.unwrap_or_default(), self.payment_days.map(i64::from));
        id.map(|quote| Acceptance { quote, places_order, payment_days }).ok_or_else(|| ApiError::not_found("Quote"))
    }
}
