//! What clients say of payments and refunds.

use chrono::{NaiveDateTime, TimeDelta};
use rapport_contacts::text::{self, Lines};
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    money::MoneyInput,
    path,
};
use rapport_kernel::{ApiError, ApiResult, Money};

use crate::orders::{OrderId, inputs::LONGEST_REASON};

/// How long the name of a way to pay is at most.
const LONGEST_METHOD: usize = 100;

/// A payment to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RecordPaymentInput {
    /// The order, which holds.
    pub order_id: ID,
    /// The key of the payment in another system. Recording the same payment again under the same key changes nothing;
    /// another payment under it is a CONFLICT.
    pub external_id: Option<String>,
    /// How much, in the order's currency: more than nothing, and not more than is still to be paid.
    pub amount: MoneyInput,
    /// When it came in: now when nothing is said.
    pub received_at: Option<Timestamp>,
    /// How it was paid, at most 100 characters: transfer, card, cash.
    pub method: Option<String>,
}

/// What is to be paid back of an order.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RefundOrderInput {
    /// The order, which may be cancelled.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The key of the refund in another system. Recording the same refund again under the same key changes nothing; another
    /// refund under it is a CONFLICT.
    pub external_id: Option<String>,
    /// How much, in the order's currency: more than nothing, and not more than was paid and not paid back. All of that when
    /// nothing is said.
    pub amount: Option<MoneyInput>,
    /// When it was paid back: now when nothing is said.
    pub refunded_at: Option<Timestamp>,
    /// Why, at most 500 characters.
    pub reason: Option<String>,
}

/// A payment or a refund, checked.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) order: OrderId,
    pub(crate) expected_version: Option<i32>,
    pub(crate) external_id: Option<String>,
    /// All that there is when nothing is said.
    pub(crate) amount: Option<Money>,
    pub(crate) at: Option<NaiveDateTime>,
    /// How or why.
    pub(crate) text: Option<String>,
}

impl RecordPaymentInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self, now: NaiveDateTime) -> ApiResult<Said> {
        let mut violations = Violations::new();
        let order = violations.take(input::id(&self.order_id, path!["input", "orderId"]));
        let method = self.method.as_deref();
        let method = text::optional(&mut violations, path!["input", "method"], method, LONGEST_METHOD, Lines::One);
        yet_to_come(&mut violations, "receivedAt", self.received_at, now);
        let external_id = key(&mut violations, self.external_id.as_deref());
        let amount = amount(&mut violations, &self.amount);
        let said = |order| Said {
            order,
            expected_version: None,
            external_id,
            amount,
            at: self.received_at.map(|at| at.0),
            text: method,
        };
        violations.check()?;
        order.map(said).ok_or_else(|| ApiError::not_found("Order"))
    }
}

impl RefundOrderInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self, now: NaiveDateTime) -> ApiResult<Said> {
        let mut violations = Violations::new();
        let order = violations.take(input::id(&self.id, path!["input", "id"]));
        let reason = self.reason.as_deref();
        let reason = text::optional(&mut violations, path!["input", "reason"], reason, LONGEST_REASON, Lines::Many);
        yet_to_come(&mut violations, "refundedAt", self.refunded_at, now);
        let external_id = key(&mut violations, self.external_id.as_deref());
        let amount = self.amount.as_ref().and_then(|said| amount(&mut violations, said));
        let said = |order| Said {
            order,
            expected_version: self.expected_version,
            external_id,
            amount,
            at: self.refunded_at.map(|at| at.0),
            text: reason,
        };
        violations.check()?;
        order.map(said).ok_or_else(|| ApiError::not_found("Order"))
    }
}

fn key(violations: &mut Violations, said: Option<&str>) -> Option<String> {
    text::external_id(violations, path!["input", "externalId"], said)
}

fn amount(violations: &mut Violations, said: &MoneyInput) -> Option<Money> {
    let money = said.read(violations, &path!["input", "amount"]);
    if said.amount.0 <= 0 {
        violations.add(path!["input", "amount", "amount"], "This is more than nothing.");
    }
    money
}

fn yet_to_come(violations: &mut Violations, field: &'static str, at: Option<Timestamp>, now: NaiveDateTime) {
    // Clocks differ by hours, not by days.
    if at.is_some_and(|at| at.0 > now + TimeDelta::days(1)) {
        violations.add(path!["input", field], "This is yet to come.");
    }
}
