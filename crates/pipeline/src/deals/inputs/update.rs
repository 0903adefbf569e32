//! Changes to a deal.

use rapport_contacts::{
    fields::{Fields, list},
    text,
};
use rapport_graphql::{
    Day,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    money::MoneyInput,
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{DealChanges, LONGEST_TITLE};
use crate::{
    amounts,
    deals::{
        DealId, DealType,
        contacts::{self, DealContactInput},
        lines::{self, inputs::DealLineInput},
    },
};

/// Changes to a deal. What is left out stays; null or an empty text removes, except for the title; a list replaces the
/// whole list. The stage changes by moving, winning, losing and reopening.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateDealInput {
    /// The deal.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The key of the deal in another system. No two living deals have the same.
    pub external_id: MaybeUndefined<String>,
    /// What it is about, at most 200 characters. It cannot be removed.
    pub title: MaybeUndefined<String>,
    /// The company that is to buy.
    pub company_id: MaybeUndefined<ID>,
    /// The people with whom it is negotiated, at most 50, each once.
    pub contacts: MaybeUndefined<Vec<DealContactInput>>,
    /// Who looks after the deal.
    pub owner_id: MaybeUndefined<ID>,
    /// What the deal is worth, by hand; null takes it from the lines again.
    pub amount: MaybeUndefined<MoneyInput>,
    /// What is sold, at most 200 lines, all in one currency: that of the amount, if it was said by hand.
    pub lines: MaybeUndefined<Vec<DealLineInput>>,
    /// The day on which the customer is expected to have decided.
    pub expected_close_on: MaybeUndefined<Day>,
    /// What it is with regard to what the customer had before.
    pub kind: Option<DealType>,
}

impl UpdateDealInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(DealId, DealChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        let id = id.ok_or_else(|| ApiError::not_found("Deal"))?;
        Ok((id, changes))
    }

    /// The changes that the input asks for; what is wrong with it is kept.
    pub(super) fn changes(&self, violations: &mut Violations) -> DealChanges {
        let fields = &mut Fields::at(violations, path!["input"]);
        DealChanges {
            external_id: fields.coded("externalId", &self.external_id, text::external_id),
            title: self.title.as_opt_deref().and_then(|title| {
                let path = fields.path("title");
                text::required(fields.violations, path, title.unwrap_or_default(), LONGEST_TITLE)
            }),
            company: fields.id("companyId", &self.company_id),
            contacts: list(&self.contacts).map(|list| {
                let path = fields.path("contacts");
                contacts::read(fields.violations, &path, list)
            }),
            owner: fields.id("ownerId", &self.owner_id),
            amount: amounts::read(fields, "amount", &self.amount, "A deal is not worth less than nothing."),
            lines: list(&self.lines).map(|list| {
                let path = fields.path("lines");
                lines::inputs::read(fields.violations, &path, list)
            }),
            expected_close_on: self.expected_close_on.as_opt_ref().map(|day| day.map(|day| day.0)),
            kind: self.kind,
        }
    }
}
