//! What clients say of the lines of an order.

use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::Violations,
    money::MoneyInput,
    path,
};
use rapport_kernel::{Currency, InputPath, Money};
use serde_json::{Value, json};

use crate::deals::lines::{
    arithmetic::WHOLE,
    inputs::{self as of_deals, DealLineInput},
};

/// How many lines an order has at most.
const MOST: usize = 200;

/// A line of an order, as it is to be.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct OrderLineInput {
    /// The product, from the catalogue. Without it, say name and unit price.
    pub product_id: Option<ID>,
    /// What was bought, at most 200 characters: the product's name when nothing is said.
    pub name: Option<String>,
    /// How many, 1 to 1000000: one when nothing is said.
    pub quantity: Option<i32>,
    /// What one costs without taxes, in the order's currency. When nothing is said, what the price book has for the product,
    /// or else its list price: the book that is named, or that the customer finds on the day when the order is placed
    /// (`priceFor`); nothing for a free sample.
    pub unit_price: Option<MoneyInput>,
    /// The price book from which the price is taken, when none is said.
    pub price_book_id: Option<ID>,
    /// The discount in hundredths of a percent, 0 to 10000: 1250 is 12.5 %. None when nothing is said.
    pub discount_basis_points: Option<i32>,
    /// How many payments are ordered together, 1 to 600, of what is paid again and again: one when nothing is said.
    pub payments: Option<i32>,
    /// The tax in hundredths of a percent, 0 to 10000: 1900 is 19 %. None when nothing is said.
    pub tax_rate_basis_points: Option<i32>,
    /// Whether it is given away to be tried: it then costs nothing, and counts as no purchase.
    pub is_free_sample: Option<bool>,
}

/// A line, read from an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) line: of_deals::Entry,
    pub(crate) tax_rate: u32,
    pub(crate) is_free_sample: bool,
}

/// Reads the lines of an order. A free sample without a price costs nothing, in the currency of the others.
pub(crate) fn read(
    violations: &mut Violations,
    at: &InputPath,
    said: &[OrderLineInput],
    currency: Option<Currency>,
) -> Vec<Entry> {
    if said.is_empty() || said.len() > MOST {
        violations.add(at.clone(), format!("An order has 1 to {MOST} lines."));
        return Vec::new();
    }
    let known =
        currency.or_else(|| said.iter().find_map(|line| Currency::from_code(&line.unit_price.as_ref()?.currency)));
    let mut entries = Vec::with_capacity(said.len());
    let lines: Vec<_> = said.iter().map(|line| of_deal(line, known)).collect();
    let read = of_deals::read(violations, at, &lines);
    for ((index, said), mut line) in said.iter().enumerate().zip(read) {
        let mut refuse = |field: &'static str, message: &str| {
            violations.add(at.iter().cloned().chain(path![index, field]).collect(), message);
        };
        // What is paid again and again is ordered one payment at a time.
        line.payments = line.payments.or(Some(1));
        let is_free_sample = said.is_free_sample.unwrap_or_default();
        if is_free_sample && line.unit_price.is_some_and(|price| price.amount != 0) {
            refuse("unitPrice", "A free sample costs nothing.");
        }
        if is_free_sample && line.unit_price.is_none() {
            refuse("unitPrice", "Say the currency of the order: a free sample has no price that tells it.");
        }
        let rate = said.tax_rate_basis_points.unwrap_or_default();
        let tax_rate = u32::try_from(rate).ok().filter(|rate| *rate <= WHOLE);
        if tax_rate.is_none() {
            refuse("taxRateBasisPoints", "This is 0 to 10000.");
        }
        entries.push(Entry { line, tax_rate: tax_rate.unwrap_or_default(), is_free_sample });
    }
    entries
}

fn of_deal(said: &OrderLineInput, currency: Option<Currency>) -> DealLineInput {
    let free = currency.filter(|_| said.is_free_sample == Some(true));
    let free = free
        .map(|currency| MoneyInput { amount: rapport_graphql::MinorUnits(0), currency: currency.code().to_owned() });
    DealLineInput {
        product_id: said.product_id.clone(),
        name: said.name.clone(),
        quantity: said.quantity,
        unit_price: said.unit_price.clone().or(free),
        price_book_id: said.price_book_id.clone(),
        discount_basis_points: said.discount_basis_points,
        billing: None,
        payments: said.payments,
    }
}

impl Entry {
    /// The line as it was said, for telling whether an order is placed again.
    pub(crate) fn said(&self) -> Value {
        let Self { line, tax_rate, is_free_sample } = self;
        let money = |money: Money| json!([money.amount, money.currency.code()]);
        json!([
            line.product.map(|id| id.to_global()),
            line.name,
            line.quantity,
            line.unit_price.map(money),
            line.price_book.map(|id| id.to_global()),
            line.discount,
            line.payments,
            tax_rate,
            is_free_sample
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let mut violations = Violations::new();
        let bad = OrderLineInput {
            name: Some("x".to_owned()),
            unit_price: Some(MoneyInput { amount: rapport_graphql::MinorUnits(1), currency: "EUR".to_owned() }),
            quantity: Some(0),
            tax_rate_basis_points: Some(10_001),
            is_free_sample: Some(true),
            ..OrderLineInput::default()
        };
        read(&mut violations, &path!["input", "lines"], &[bad], None);
        assert_eq!(violations.len(), 3, "quantity, price of a sample, rate");
        let mut violations = Violations::new();
        assert!(read(&mut violations, &path!["input", "lines"], &[], None).is_empty() && violations.len() == 1);
    }
}
