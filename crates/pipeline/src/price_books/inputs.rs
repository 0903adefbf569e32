//! What clients say of a price book.

use std::collections::HashSet;

use rapport_contacts::text;
use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    money::MoneyInput,
    path,
};
use rapport_kernel::{ApiError, ApiResult, Currency, InputPath};

use super::{PriceBookId, prices::Entry};
use crate::products::ProductId;

/// How long a name is at most.
const LONGEST_NAME: usize = 100;
/// How many prices one change has at most.
const MOST: usize = 500;

/// A price of a product.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PriceInput {
    /// The product.
    pub product_id: ID,
    /// What one costs, each time that it is paid.
    pub price: MoneyInput,
}

/// A price that is to be no more.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PriceKeyInput {
    /// The product.
    pub product_id: ID,
    /// The currency, as a three-letter code of ISO 4217.
    pub currency: String,
}

/// A price book to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreatePriceBookInput {
    /// The name, at most 100 characters.
    pub name: String,
    /// Prices, at most 500, one for each product and currency.
    pub prices: Option<Vec<PriceInput>>,
}

/// Changes to a price book. What is left out stays.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdatePriceBookInput {
    /// The price book.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The name, at most 100 characters. It cannot be removed.
    pub name: MaybeUndefined<String>,
    /// Prices that are added or take the place of those of their product and currency, at most 500.
    pub prices: Option<Vec<PriceInput>>,
    /// Prices that are to be no more, at most 500. One that is not there is none already.
    pub remove_prices: Option<Vec<PriceKeyInput>>,
}

/// Changes to a price book, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct PriceBookChanges {
    pub(crate) name: Option<String>,
    pub(crate) put: Vec<Entry>,
    pub(crate) remove: Vec<(ProductId, Currency)>,
}

impl CreatePriceBookInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<PriceBookChanges> {
        let input = UpdatePriceBookInput {
            id: ID::default(),
            expected_version: None,
            name: MaybeUndefined::Value(self.name),
            prices: self.prices,
            remove_prices: None,
        };
        let mut violations = Violations::new();
        let changes = input.changes(&mut violations);
        violations.check()?;
        Ok(changes)
    }
}

impl UpdatePriceBookInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(PriceBookId, PriceBookChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("PriceBook"))?, changes))
    }

    fn changes(&self, violations: &mut Violations) -> PriceBookChanges {
        let name = self.name.as_opt_deref().and_then(|name| {
            text::required(violations, path!["input", "name"], name.unwrap_or_default(), LONGEST_NAME)
        });
        let mut known = HashSet::new();
        let mut changes = PriceBookChanges { name, ..PriceBookChanges::default() };
        let (prices, removed) = (self.prices.as_deref(), self.remove_prices.as_deref());
        for (index, said) in few(violations, "prices", prices).iter().enumerate() {
            let at = path!["input", "prices", index];
            let product = violations.take(input::id(&said.product_id, below(&at, "productId")));
            let price = said.price.read(violations, &below(&at, "price"));
            if said.price.amount.0 < 0 {
                violations.add(below(&at, "price"), "A price is not below zero.");
            }
            if let (Some(product), Some(price)) = (product, price) {
                once(violations, &mut known, at, (product, price.currency));
                changes.put.push(Entry { product, price });
            }
        }
        for (index, said) in few(violations, "removePrices", removed).iter().enumerate() {
            let at = path!["input", "removePrices", index];
            let product = violations.take(input::id(&said.product_id, below(&at, "productId")));
            let currency = Currency::from_code(&said.currency);
            if currency.is_none() {
                violations.add(below(&at, "currency"), "This is not a currency's three-letter code (ISO 4217).");
            }
            if let (Some(product), Some(currency)) = (product, currency) {
                once(violations, &mut known, at, (product, currency));
                changes.remove.push((product, currency));
            }
        }
        changes
    }
}

fn below(at: &InputPath, field: &'static str) -> InputPath {
    at.iter().cloned().chain(path![field]).collect()
}

/// The entries of a list, if they are not too many.
fn few<'a, T>(violations: &mut Violations, field: &'static str, said: Option<&'a [T]>) -> &'a [T] {
    let said = said.unwrap_or_default();
    if said.len() > MOST {
        violations.add(path!["input", field], format!("One change has at most {MOST} prices."));
        return &[];
    }
    said
}

fn once(
    violations: &mut Violations,
    known: &mut HashSet<(ProductId, &'static str)>,
    at: InputPath,
    (product, currency): (ProductId, Currency),
) {
    if !known.insert((product, currency.code())) {
        violations.add(at, "This product and currency stand twice in the lists.");
    }
}
