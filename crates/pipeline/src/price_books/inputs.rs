//! What clients say of a price book.

use std::collections::HashSet;

use chrono::NaiveDate;
use rapport_contacts::{
    fields::{Change, Fields},
    text,
};
use rapport_graphql::{
    Day,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    money::MoneyInput,
    path,
};
use rapport_kernel::{ApiError, ApiResult, Currency, InputPath};

use super::{PriceBookId, PriceBookRow, prices::Entry};
use crate::products::ProductId;

/// How long a name is at most.
const LONGEST_NAME: usize = 100;
/// How long a tag is at most, as those of people are.
const LONGEST_TAG: usize = 50;
const PRIORITIES: std::ops::RangeInclusive<i32> = -1_000..=1_000;
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
    /// Whether a line that names no price book and no price finds its price here by itself: no when nothing is said.
    pub is_automatic: Option<bool>,
    /// Of two that fit, the one with the higher priority comes first: -1000 to 1000, 0 when nothing is said.
    pub priority: Option<i32>,
    /// The first day, in UTC, on which lines find it.
    pub valid_from: Option<Day>,
    /// The last day on which they do, which is in it.
    pub valid_until: Option<Day>,
    /// For customers with this tag alone, at most 50 characters: the person who buys, or somebody of the company that buys.
    pub customer_tag: Option<String>,
    /// For customers of this country alone, as a two-letter code of ISO 3166-1.
    pub customer_country: Option<String>,
    /// For companies of this industry alone, at most 100 characters.
    pub customer_industry: Option<String>,
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
    /// Whether a line that names no price book and no price finds its price here by itself.
    pub is_automatic: Option<bool>,
    /// Of two that fit, the one with the higher priority comes first: -1000 to 1000.
    pub priority: Option<i32>,
    /// The first day, in UTC, on which lines find it.
    pub valid_from: MaybeUndefined<Day>,
    /// The last day on which they do, which is in it.
    pub valid_until: MaybeUndefined<Day>,
    /// For customers with this tag alone, at most 50 characters: the person who buys, or somebody of the company that buys.
    pub customer_tag: MaybeUndefined<String>,
    /// For customers of this country alone, as a two-letter code of ISO 3166-1.
    pub customer_country: MaybeUndefined<String>,
    /// For companies of this industry alone, at most 100 characters.
    pub customer_industry: MaybeUndefined<String>,
    /// Prices that are added or take the place of those of their product and currency, at most 500.
    pub prices: Option<Vec<PriceInput>>,
    /// Prices that are to be no more, at most 500. One that is not there is none already.
    pub remove_prices: Option<Vec<PriceKeyInput>>,
}

/// Changes to a price book, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct PriceBookChanges {
    pub(crate) name: Option<String>,
    pub(crate) is_automatic: Option<bool>,
    pub(crate) priority: Option<i32>,
    pub(crate) valid_from: Change<NaiveDate>,
    pub(crate) valid_until: Change<NaiveDate>,
    pub(crate) customer_tag: Change<String>,
    pub(crate) customer_country: Change<String>,
    pub(crate) customer_industry: Change<String>,
    pub(crate) put: Vec<Entry>,
    pub(crate) remove: Vec<(ProductId, Currency)>,
}

impl PriceBookChanges {
    /// Makes a price book so.
    ///
    /// # Errors
    /// BAD_USER_INPUT when it would end before it begins.
    pub(crate) fn apply(&self, row: &mut PriceBookRow) -> ApiResult<()> {
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        row.is_automatic = self.is_automatic.unwrap_or(row.is_automatic);
        row.priority = self.priority.unwrap_or(row.priority);
        row.valid_from = self.valid_from.unwrap_or(row.valid_from);
        row.valid_until = self.valid_until.unwrap_or(row.valid_until);
        for (change, field) in [
            (&self.customer_tag, &mut row.customer_tag),
            (&self.customer_country, &mut row.customer_country),
            (&self.customer_industry, &mut row.customer_industry),
        ] {
            if let Some(value) = change {
                field.clone_from(value);
            }
        }
        if row.valid_from.zip(row.valid_until).is_some_and(|(from, until)| until < from) {
            return Err(ApiError::bad_input(path!["input", "validUntil"], "This is before the first day."));
        }
        Ok(())
    }
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
            is_automatic: self.is_automatic,
            priority: self.priority,
            valid_from: self.valid_from.map(Some).into(),
            valid_until: self.valid_until.map(Some).into(),
            customer_tag: self.customer_tag.map(Some).into(),
            customer_country: self.customer_country.map(Some).into(),
            customer_industry: self.customer_industry.map(Some).into(),
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
        if self.priority.is_some_and(|priority| !PRIORITIES.contains(&priority)) {
            violations.add(path!["input", "priority"], "This is -1000 to 1000.");
        }
        let day = |day: &MaybeUndefined<Day>| day.as_opt_ref().map(|day| day.map(|day| day.0));
        let mut fields = Fields::at(violations, path!["input"]);
        let mut changes = PriceBookChanges {
            name,
            is_automatic: self.is_automatic,
            priority: self.priority,
            valid_from: day(&self.valid_from),
            valid_until: day(&self.valid_until),
            customer_tag: fields.line("customerTag", &self.customer_tag, LONGEST_TAG),
            customer_country: fields.coded("customerCountry", &self.customer_country, text::country),
            customer_industry: fields.line("customerIndustry", &self.customer_industry, LONGEST_NAME),
            ..PriceBookChanges::default()
        };
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
