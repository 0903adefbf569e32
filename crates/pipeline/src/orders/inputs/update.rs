//! Changes to an order.

use chrono::{NaiveDateTime, TimeDelta};
use rapport_contacts::{
    fields::{Fields, list},
    text::{self, Lines},
};
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Currency};

use super::{LONGEST_NOTE, OrderChanges};
use crate::orders::{
    OrderId,
    lines::inputs::{self as lines, OrderLineInput},
};

/// Changes to an order that holds. What is left out stays; null or an empty text removes; the lines replace all lines.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateOrderInput {
    /// The order.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The key of the order in another system. No two living orders have the same.
    pub external_id: MaybeUndefined<String>,
    /// The person who buys. One of person and company stays.
    pub contact_id: MaybeUndefined<ID>,
    /// The company that buys. One of person and company stays.
    pub company_id: MaybeUndefined<ID>,
    /// The deal that it comes from.
    pub deal_id: MaybeUndefined<ID>,
    /// Who looks after the order.
    pub owner_id: MaybeUndefined<ID>,
    /// When it was placed.
    pub placed_at: Option<Timestamp>,
    /// When it is to be paid, not before it was placed.
    pub due_at: MaybeUndefined<Timestamp>,
    /// What else there is to say, at most 2000 characters.
    pub note: MaybeUndefined<String>,
    /// What is bought, 1 to 200 lines in the order's currency. Together not less than what was paid already.
    pub lines: MaybeUndefined<Vec<OrderLineInput>>,
}

impl UpdateOrderInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self, now: NaiveDateTime) -> ApiResult<(OrderId, OrderChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations, now, None);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("Order"))?, changes))
    }

    /// The changes that the input asks for; what is wrong with it is kept.
    pub(super) fn changes(
        &self,
        violations: &mut Violations,
        now: NaiveDateTime,
        currency: Option<Currency>,
    ) -> OrderChanges {
        let fields = &mut Fields::at(violations, path!["input"]);
        // Clocks differ by hours, not by days.
        if self.placed_at.is_some_and(|at| at.0 > now + TimeDelta::days(1)) {
            fields.refuse("placedAt", "This is yet to come.");
        }
        OrderChanges {
            external_id: fields.coded("externalId", &self.external_id, text::external_id),
            contact: fields.id("contactId", &self.contact_id),
            company: fields.id("companyId", &self.company_id),
            deal: fields.id("dealId", &self.deal_id),
            owner: fields.id("ownerId", &self.owner_id),
            currency: None,
            placed_at: self.placed_at.map(|at| at.0),
            due_at: self.due_at.as_opt_ref().map(|at| at.map(|at| at.0)),
            note: self.note.as_opt_deref().map(|note| {
                let path = fields.path("note");
                text::optional(fields.violations, path, note, LONGEST_NOTE, Lines::Many)
            }),
            lines: list(&self.lines).map(|said| {
                let path = fields.path("lines");
                lines::read(fields.violations, &path, said, currency)
            }),
        }
    }
}
