//! An order to be placed.

use chrono::NaiveDateTime;
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::Violations,
    path,
};
use rapport_kernel::{ApiResult, Currency};

use super::{OrderChanges, UpdateOrderInput};
use crate::orders::lines::inputs::OrderLineInput;

/// An order to be placed.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CreateOrderInput {
    /// The key of the order in another system. Placing the same order again under the same key gives the one that is there;
    /// another order under it is a CONFLICT.
    pub external_id: Option<String>,
    /// The person who buys. Say this or the company, or both.
    pub contact_id: Option<ID>,
    /// The company that buys. Say this or the person, or both.
    pub company_id: Option<ID>,
    /// The deal that it comes from.
    pub deal_id: Option<ID>,
    /// Who looks after the order. Without it, whoever sees only their own or their team's orders.
    pub owner_id: Option<ID>,
    /// The currency, as a three-letter code of ISO 4217: that of the first price when nothing is said.
    pub currency: Option<String>,
    /// When it was placed: now when nothing is said.
    pub placed_at: Option<Timestamp>,
    /// When it is to be paid, not before it was placed.
    pub due_at: Option<Timestamp>,
    /// What else there is to say, at most 2000 characters.
    pub note: Option<String>,
    /// What is bought, 1 to 200 lines, all in one currency.
    pub lines: Vec<OrderLineInput>,
    /// Whether all of it is free samples: as if each line said so.
    pub is_free_sample: Option<bool>,
}

impl CreateOrderInput {
    /// Checks the input: a creation is a change to an order of which nothing is known. What is null was not said.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self, now: NaiveDateTime) -> ApiResult<OrderChanges> {
        let mut violations = Violations::new();
        let currency = self.currency.as_deref().and_then(|code| {
            let currency = Currency::from_code(code);
            if currency.is_none() {
                violations.add(path!["input", "currency"], "This is not a currency's three-letter code (ISO 4217).");
            }
            currency
        });
        let mut lines = self.lines;
        if self.is_free_sample == Some(true) {
            lines.iter_mut().for_each(|line| line.is_free_sample = Some(true));
        }
        let input = UpdateOrderInput {
            id: ID::default(),
            expected_version: None,
            external_id: self.external_id.map(Some).into(),
            contact_id: self.contact_id.map(Some).into(),
            company_id: self.company_id.map(Some).into(),
            deal_id: self.deal_id.map(Some).into(),
            owner_id: self.owner_id.map(Some).into(),
            placed_at: self.placed_at,
            due_at: self.due_at.map(Some).into(),
            note: self.note.map(Some).into(),
            lines: MaybeUndefined::Value(lines),
        };
        let mut changes = input.changes(&mut violations, now, currency);
        violations.check()?;
        changes.currency = currency;
        Ok(changes)
    }
}
