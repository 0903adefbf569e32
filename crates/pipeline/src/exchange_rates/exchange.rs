//! The rates of some days, and what amounts are by them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::{MysqlConnection, QueryResult};
use rapport_kernel::{Currency, Money};

use super::{ExactSum, Rate, repo};

/// The rates of some currencies over some days.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    base: Option<Currency>,
    rates: HashMap<Currency, BTreeMap<NaiveDate, Rate>>,
}

/// By what an amount in minor units of one currency is multiplied and divided to be one of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Factor {
    pub(super) by: u128,
    pub(super) through: u128,
}

impl Exchange {
    /// Reads the rates that hold from the one day to the other, both in it: for each currency those that are stored for these
    /// days, and the latest before them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn load(
        conn: &mut MysqlConnection,
        currencies: &BTreeSet<&'static str>,
        (from, to): (NaiveDate, NaiveDate),
    ) -> QueryResult<Self> {
        let base = repo::base(conn)?.and_then(|base| Currency::from_code(&base.currency));
        let mut rates: HashMap<Currency, BTreeMap<NaiveDate, Rate>> = HashMap::new();
        for row in repo::of_days(conn, currencies, (from, to))? {
            if let (Some(currency), Some(rate)) = (Currency::from_code(&row.currency), Rate::parse(&row.rate)) {
                rates.entry(currency).or_default().insert(row.day, rate);
            }
        }
        Ok(Self { base, rates })
    }

    /// The rate of a currency on a day: the latest that is stored for that day or one before.
    #[must_use]
    pub fn rate(&self, currency: Currency, day: NaiveDate) -> Option<Rate> {
        if self.base == Some(currency) {
            return Some(Rate::ONE);
        }
        self.rates.get(&currency)?.range(..=day).next_back().map(|(_, rate)| *rate)
    }

    /// By what amounts of the one currency become such of the other on a day; `None` for lack of a rate. An amount is one of
    /// its own currency without any.
    #[must_use]
    pub fn factor(&self, from: Currency, to: Currency, day: NaiveDate) -> Option<Factor> {
        if from == to {
            return Some(Factor { by: 1, through: 1 });
        }
        let (from_rate, to_rate) = (self.rate(from, day)?, self.rate(to, day)?);
        // A rate has thirty digits and a currency four places at most: a u128 holds 38.
        let minor = |currency: Currency| 10_u128.checked_pow(u32::from(currency.exponent().unwrap_or(0)));
        let by = to_rate.units().checked_mul(minor(to)?)?;
        let through = from_rate.units().checked_mul(minor(from)?)?;
        Some(Factor { by, through }.reduced())
    }

    /// An amount in another currency by the rate of a day, rounded to the minor unit, half a unit away from zero; `None` for
    /// lack of a rate, or when it is more than an amount can be.
    #[must_use]
    pub fn convert(&self, money: Money, to: Currency, day: NaiveDate) -> Option<Money> {
        let mut sum = ExactSum::default();
        sum.add(money.amount, self.factor(money.currency, to, day)?);
        Some(Money { amount: sum.rounded(1)?, currency: to })
    }
}

impl Factor {
    fn reduced(self) -> Self {
        let (mut a, mut b) = (self.by, self.through);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let divisor = a.max(1);
        Self { by: self.by / divisor, through: self.through / divisor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn exchange() -> Exchange {
        let mut rates: HashMap<Currency, BTreeMap<NaiveDate, Rate>> = HashMap::new();
        for (code, at, rate) in [
            ("USD", "2026-01-01", "1.25"),
            ("USD", "2026-02-01", "1.1"),
            ("JPY", "2026-01-01", "160"),
            ("KWD", "2026-01-01", "0.3333"),
        ] {
            rates.entry(currency(code)).or_default().insert(day(at), Rate::parse(rate).unwrap());
        }
        Exchange { base: Some(currency("EUR")), rates }
    }

    #[test]
    fn an_amount_is_converted_by_the_latest_rate_on_or_before_the_day() {
        let convert = |amount, from, to, at| {
            exchange().convert(Money { amount, currency: currency(from) }, currency(to), day(at)).map(|to| to.amount)
        };
        assert_eq!(convert(1_000, "USD", "EUR", "2025-12-31"), None, "before the first rate");
        assert_eq!(convert(1_000, "USD", "EUR", "2026-01-01"), Some(800));
        assert_eq!(convert(1_000, "USD", "EUR", "2026-01-31"), Some(800));
        assert_eq!(convert(1_000, "USD", "EUR", "2026-02-01"), Some(909), "909.09");
        assert_eq!(convert(-1_000, "USD", "EUR", "2026-02-01"), Some(-909));
        assert_eq!(convert(1, "EUR", "USD", "2026-01-01"), Some(1), "1.25 cents");
        assert_eq!(convert(2, "EUR", "USD", "2026-01-01"), Some(3), "2.5 cents, half away from zero");
        assert_eq!(convert(-2, "EUR", "USD", "2026-01-01"), Some(-3));
        // One cent is 1.6 yen, which has no smaller unit; a thousandth of a dinar is 0.48 yen.
        assert_eq!(convert(1, "EUR", "JPY", "2026-01-01"), Some(2));
        assert_eq!(convert(1_000, "KWD", "JPY", "2026-01-01"), Some(480), "480.048");
        assert_eq!(convert(480, "JPY", "KWD", "2026-01-01"), Some(1_000), "999.9");
        assert_eq!(convert(7, "CHF", "CHF", "1999-01-01"), Some(7), "its own currency needs no rate");
        assert_eq!(convert(7, "CHF", "EUR", "2026-01-01"), None);
        assert_eq!(convert(i64::MAX, "EUR", "JPY", "2026-01-01"), None, "more than an amount can be");
    }
}
