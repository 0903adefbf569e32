//! What clients say of the lines of a deal.

use rapport_contacts::text::{self, Lines};
use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    money::MoneyInput,
    path,
};
use rapport_kernel::{InputPath, Money};

use super::arithmetic::WHOLE;
use crate::{
    price_books::PriceBookId,
    products::{Billing, ProductId},
};

/// How many lines a deal has at most.
const MOST: usize = 200;
/// How long a name is at most.
const LONGEST_NAME: usize = 200;
/// How many there are of what is sold at most.
const MOST_PIECES: i32 = 1_000_000;
/// How many payments there are at most: fifty years of months.
const MOST_PAYMENTS: i32 = 600;

/// A line of a deal, as it is to be.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct DealLineInput {
    /// The product, from the catalogue. Without it, say name and unit price.
    pub product_id: Option<ID>,
    /// What is sold, at most 200 characters: the product's name when nothing is said.
    pub name: Option<String>,
    /// How many, 1 to 1000000: one when nothing is said.
    pub quantity: Option<i32>,
    /// What one costs, each time that it is paid, in the deal's currency. When nothing is said, what the price book has for
    /// the product, or else its list price: the book that is named, or that the customer finds today (`priceFor`).
    pub unit_price: Option<MoneyInput>,
    /// The price book from which the price is taken, when none is said.
    pub price_book_id: Option<ID>,
    /// The discount in hundredths of a percent, 0 to 10000: 1250 is 12.5 %. None when nothing is said.
    pub discount_basis_points: Option<i32>,
    /// How often it is paid: as the product is, when nothing is said.
    pub billing: Option<Billing>,
    /// How many payments the deal is about, 1 to 600, for what is paid again and again: a year's when nothing is said.
    pub payments: Option<i32>,
}

/// A line, read from an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) product: Option<ProductId>,
    pub(crate) name: Option<String>,
    pub(crate) quantity: u32,
    pub(crate) unit_price: Option<Money>,
    pub(crate) price_book: Option<PriceBookId>,
    pub(crate) discount: u32,
    pub(crate) billing: Option<Billing>,
    pub(crate) payments: Option<u32>,
}

/// Reads the lines of a deal.
pub(crate) fn read(violations: &mut Violations, at: &InputPath, said: &[DealLineInput]) -> Vec<Entry> {
    if said.len() > MOST {
        violations.add(at.clone(), format!("A deal has at most {MOST} lines."));
        return Vec::new();
    }
    said.iter().enumerate().map(|(index, line)| Reading { violations, at, index }.line(line)).collect()
}

/// One line being read.
struct Reading<'v> {
    violations: &'v mut Violations,
    at: &'v InputPath,
    index: usize,
}

impl Reading<'_> {
    fn path(&self, field: &'static str) -> InputPath {
        self.at.iter().cloned().chain(path![self.index, field]).collect()
    }

    fn refuse(&mut self, field: &'static str, message: &str) {
        let path = self.path(field);
        self.violations.add(path, message);
    }

    fn number(&mut self, field: &'static str, said: Option<i32>, from: i32, to: i32) -> Option<u32> {
        let said = said?;
        if !(from..=to).contains(&said) {
            self.refuse(field, &format!("This is {from} to {to}."));
        }
        u32::try_from(said).ok()
    }

    fn line(mut self, said: &DealLineInput) -> Entry {
        let at = self.path("productId");
        let product = said.product_id.as_ref().and_then(|id| self.violations.take(input::id(id, at)));
        let at = self.path("priceBookId");
        let price_book = said.price_book_id.as_ref().and_then(|id| self.violations.take(input::id(id, at)));
        let at = self.path("name");
        let name = text::optional(self.violations, at, said.name.as_deref(), LONGEST_NAME, Lines::One);
        let at = self.path("unitPrice");
        let unit_price = said.unit_price.as_ref().and_then(|price| price.read(self.violations, &at));
        if unit_price.is_some_and(|price| price.amount < 0) {
            self.refuse("unitPrice", "A price is not below zero.");
        }
        if said.product_id.is_none() {
            if said.name.is_none() {
                self.refuse("name", "Say the product or the name of what is sold.");
            }
            if said.unit_price.is_none() {
                self.refuse("unitPrice", "Say the product or what one costs.");
            }
        }
        if said.payments.is_some_and(|payments| payments != 1) && said.billing == Some(Billing::OneOff) {
            self.refuse("payments", "What is paid once has one payment.");
        }
        let whole = i32::try_from(WHOLE).unwrap_or(i32::MAX);
        Entry {
            product,
            name,
            quantity: self.number("quantity", said.quantity, 1, MOST_PIECES).unwrap_or(1),
            unit_price,
            price_book,
            discount: self.number("discountBasisPoints", said.discount_basis_points, 0, whole).unwrap_or(0),
            billing: said.billing,
            payments: self.number("payments", said.payments, 1, MOST_PAYMENTS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let mut violations = Violations::new();
        let bad = DealLineInput {
            quantity: Some(0),
            discount_basis_points: Some(10_001),
            billing: Some(Billing::OneOff),
            payments: Some(2),
            ..DealLineInput::default()
        };
        read(&mut violations, &path!["input", "lines"], &[bad]);
        assert_eq!(violations.len(), 5, "name, unit price, payments, quantity, discount");
        let many = vec![DealLineInput::default(); MOST + 1];
        let mut violations = Violations::new();
        assert!(read(&mut violations, &path!["input", "lines"], &many).is_empty() && violations.len() == 1);
    }
}
