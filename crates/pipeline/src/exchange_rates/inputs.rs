//! What clients say of exchange rates, checked as a whole: every bad field is reported at once.

use std::collections::HashSet;

use chrono::NaiveDate;
use rapport_graphql::{Day, async_graphql::InputObject, input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Currency, InputPath};

use super::Rate;

/// How many rates are set at once at most.
const MOST: usize = 1_000;
const NO_CURRENCY: &str = "This is not a currency's three-letter code (ISO 4217).";

/// A rate that is to be.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ExchangeRateInput {
    /// The currency, as a three-letter code of ISO 4217; not the base.
    pub(crate) currency: String,
    /// The day from which it holds, in UTC.
    pub(crate) day: Day,
    /// How many units of the currency one unit of the base is worth: a decimal number above zero such as "1.0856", at most 15
    /// digits before the point and 15 behind it.
    pub(crate) rate: String,
}

/// Rates to be set.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct SetExchangeRatesInput {
    /// The base currency, as a three-letter code of ISO 4217. All rates have the same: another is a CONFLICT while there are
    /// any.
    pub(crate) base: String,
    /// The rates, at most 1000, one for each currency and day. They take the place of those that are there.
    pub(crate) rates: Vec<ExchangeRateInput>,
}

/// Rates to be removed.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct DeleteExchangeRatesInput {
    /// The currency, as a three-letter code of ISO 4217.
    pub(crate) currency: String,
    /// The first day; from the beginning when nothing is said.
    pub(crate) from: Option<Day>,
    /// The last day, which is in it; to the end when nothing is said.
    pub(crate) to: Option<Day>,
}

/// Rates, checked.
#[derive(Clone, Debug)]
pub(super) struct Rates {
    pub(super) base: Currency,
    pub(super) rates: Vec<(Currency, NaiveDate, Rate)>,
}

/// Which rates, checked.
#[derive(Clone, Debug)]
pub(super) struct Range {
    pub(super) currency: Currency,
    pub(super) days: (Option<NaiveDate>, Option<NaiveDate>),
}

fn currency(violations: &mut Violations, at: InputPath, said: &str) -> Option<Currency> {
    let currency = Currency::from_code(said);
    if currency.is_none() {
        violations.add(at, NO_CURRENCY);
    }
    currency
}

impl SetExchangeRatesInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(super) fn validate(&self) -> ApiResult<Rates> {
        let mut violations = Violations::new();
        let base = currency(&mut violations, path!["input", "base"], &self.base);
        if self.rates.is_empty() || self.rates.len() > MOST {
            violations.add(path!["input", "rates"], format!("One change has 1 to {MOST} rates."));
        }
        let mut known = HashSet::new();
        let mut rates = Vec::new();
        for (index, said) in self.rates.iter().enumerate().take(MOST) {
            let at = |field: &'static str| path!["input", "rates", index, field];
            let of = currency(&mut violations, at("currency"), &said.currency);
            let rate = Rate::parse(said.rate.trim());
            if rate.is_none() {
                let message = "This is a decimal number above zero such as 1.0856, at most 15 digits before the point and 15 \
                               behind it.";
                violations.add(at("rate"), message);
            }
            if of.is_some() && of == base {
                violations.add(at("currency"), "The base is worth one of itself.");
            }
            if of.is_some_and(|of| !known.insert((of, said.day.0))) {
                violations.add(path!["input", "rates", index], "This currency and day stand twice in the list.");
            }
            rates.extend(of.zip(rate).map(|(of, rate)| (of, said.day.0, rate)));
        }
        violations.check()?;
        let base = base.ok_or_else(|| ApiError::bad_input(path!["input", "base"], NO_CURRENCY))?;
        Ok(Rates { base, rates })
    }
}

impl DeleteExchangeRatesInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(super) fn validate(&self) -> ApiResult<Range> {
        let mut violations = Violations::new();
        let at = path!["input", "currency"];
        let of = currency(&mut violations, at.clone(), &self.currency);
        if self.from.zip(self.to).is_some_and(|(from, to)| to < from) {
            violations.add(path!["input", "to"], "This is before the first day.");
        }
        violations.check()?;
        let currency = of.ok_or_else(|| ApiError::bad_input(at, NO_CURRENCY))?;
        Ok(Range { currency, days: (self.from.map(|day| day.0), self.to.map(|day| day.0)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let rate = |currency: &str, rate: &str| ExchangeRateInput {
            currency: currency.to_owned(),
            day: Day(NaiveDate::default()),
            rate: rate.to_owned(),
        };
        let rates = vec![rate("EUR", "1"), rate("usd", "1.1"), rate("USD", "0"), rate("XXY", "1")];
        let input = SetExchangeRatesInput { base: "EUR".to_owned(), rates };
        assert_eq!(input.validate().unwrap_err().violations.len(), 4, "the base, a rate, twice the same, no currency");
        let input = SetExchangeRatesInput { base: "?".to_owned(), rates: Vec::new() };
        assert_eq!(input.validate().unwrap_err().violations.len(), 2);
    }
}
