//! What clients say of a product.

use rapport_contacts::{
    fields::{Change, Fields},
    kept,
    text::{self, Lines},
};
use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    money::MoneyInput,
    path,
};
use rapport_kernel::{ApiError, ApiResult, Money};

use super::{Billing, ProductId, ProductRow};
use crate::amounts;

/// How long a name is at most.
const LONGEST_NAME: usize = 200;
/// How long a code is at most.
const LONGEST_CODE: usize = 64;
/// How long the name of a series is at most.
const LONGEST_SERIES: usize = 100;
/// How long a description is at most.
const LONGEST_DESCRIPTION: usize = 2_000;

/// A product to be recorded.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CreateProductInput {
    /// The key of the product in another system. No two living products have the same.
    pub external_id: Option<String>,
    /// The code by which it is ordered (SKU), at most 64 characters. No two living products have the same.
    pub code: Option<String>,
    /// The name, at most 200 characters.
    pub name: String,
    /// The series to which it belongs, at most 100 characters.
    pub series: Option<String>,
    /// What it is, for people, at most 2000 characters.
    pub description: Option<String>,
    /// How often it is paid: once, when nothing is said.
    pub billing: Option<Billing>,
    /// What one of it costs, each time that it is paid, where no price book says otherwise.
    pub list_price: Option<MoneyInput>,
    /// What one of it costs whoever sells it, each time that it is paid.
    pub unit_cost: Option<MoneyInput>,
}

/// Changes to a product. What is left out stays; null or an empty text removes, except for the name. Lines of deals keep
/// what they said when they were written.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateProductInput {
    /// The product.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The key of the product in another system. No two living products have the same.
    pub external_id: MaybeUndefined<String>,
    /// The code by which it is ordered (SKU), at most 64 characters. No two living products have the same.
    pub code: MaybeUndefined<String>,
    /// The name, at most 200 characters. It cannot be removed.
    pub name: MaybeUndefined<String>,
    /// The series to which it belongs, at most 100 characters.
    pub series: MaybeUndefined<String>,
    /// What it is, for people, at most 2000 characters.
    pub description: MaybeUndefined<String>,
    /// How often it is paid.
    pub billing: Option<Billing>,
    /// What one of it costs, each time that it is paid, where no price book says otherwise.
    pub list_price: MaybeUndefined<MoneyInput>,
    /// What one of it costs whoever sells it, each time that it is paid.
    pub unit_cost: MaybeUndefined<MoneyInput>,
}

/// Changes to a product, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProductChanges {
    pub(crate) external_id: Change<String>,
    pub(crate) code: Change<String>,
    pub(crate) name: Option<String>,
    pub(crate) series: Change<String>,
    pub(crate) description: Change<String>,
    pub(crate) billing: Option<Billing>,
    pub(crate) list_price: Change<Money>,
    pub(crate) unit_cost: Change<Money>,
}

impl CreateProductInput {
    /// Checks the input: a creation is a change to a product of which nothing is known. What is null was not said.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<ProductChanges> {
        let mut violations = Violations::new();
        let input = UpdateProductInput {
            id: ID::default(),
            expected_version: None,
            external_id: self.external_id.map(Some).into(),
            code: self.code.map(Some).into(),
            name: MaybeUndefined::Value(self.name),
            series: self.series.map(Some).into(),
            description: self.description.map(Some).into(),
            billing: self.billing,
            list_price: self.list_price.map(Some).into(),
            unit_cost: self.unit_cost.map(Some).into(),
        };
        let changes = input.changes(&mut violations);
        violations.check()?;
        Ok(changes)
    }
}

impl UpdateProductInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(ProductId, ProductChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("Product"))?, changes))
    }

    fn changes(&self, violations: &mut Violations) -> ProductChanges {
        let fields = &mut Fields::at(violations, path!["input"]);
        ProductChanges {
            external_id: fields.coded("externalId", &self.external_id, text::external_id),
            code: fields.line("code", &self.code, LONGEST_CODE),
            name: self.name.as_opt_deref().and_then(|name| {
                let path = fields.path("name");
                text::required(fields.violations, path, name.unwrap_or_default(), LONGEST_NAME)
            }),
            series: fields.line("series", &self.series, LONGEST_SERIES),
            description: self.description.as_opt_deref().map(|said| {
                let path = fields.path("description");
                text::optional(fields.violations, path, said, LONGEST_DESCRIPTION, Lines::Many)
            }),
            billing: self.billing,
            list_price: amounts::read(fields, "listPrice", &self.list_price, "A price is not below zero."),
            unit_cost: amounts::read(fields, "unitCost", &self.unit_cost, "A cost is not below zero."),
        }
    }
}

impl ProductChanges {
    /// Makes the changes to the row.
    pub(crate) fn apply(&self, row: &mut ProductRow) {
        let texts = [
            (&self.external_id, &mut row.external_id),
            (&self.code, &mut row.code),
            (&self.series, &mut row.series),
            (&self.description, &mut row.description),
        ];
        for (said, field) in texts {
            if let Some(said) = said {
                field.clone_from(said);
            }
        }
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        if let Some(billing) = self.billing {
            kept::name(billing).clone_into(&mut row.billing);
        }
        if let Some(price) = self.list_price {
            (row.price, row.price_currency) = amounts::columns(price);
        }
        if let Some(cost) = self.unit_cost {
            (row.cost, row.cost_currency) = amounts::columns(cost);
        }
    }
}

#[cfg(test)]
mod tests {
    use rapport_graphql::MinorUnits;

    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let money = |amount, currency: &str| Some(MoneyInput { amount: MinorUnits(amount), currency: currency.into() });
        let input = CreateProductInput {
            name: " ".to_owned(),
            code: Some("x".repeat(LONGEST_CODE + 1)),
            series: Some("x".repeat(LONGEST_SERIES + 1)),
            description: Some("\u{0}".to_owned()),
            list_price: money(-1, "EUR"),
            unit_cost: money(1, "XXY"),
            ..CreateProductInput::default()
        };
        assert_eq!(input.validate().unwrap_err().violations.len(), 6);
    }
}
