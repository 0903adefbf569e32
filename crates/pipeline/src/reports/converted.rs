//! What deals are worth in one currency, by the rate of the day when each was closed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::{MysqlConnection, QueryResult};
use rapport_graphql::{Open, async_graphql::SimpleObject, money::MoneyRecord};
use rapport_kernel::{Currency, Money};

use super::{count::values, tally::DayTally, types::SalesValue};
use crate::{
    deals::DealStatus,
    exchange_rates::{ExactSum, Exchange},
};

/// What deals are worth in one currency, each by the exchange rate of the day in UTC when it was closed: the latest rate that is
/// stored for that day or one before.
#[derive(Clone, SimpleObject)]
pub(crate) struct ConvertedSales {
    /// All that could be converted, together. Only this sum is rounded, once, half a minor unit up: groups, each rounded by
    /// itself, may differ from the whole by some minor units.
    pub(super) sum: Open<MoneyRecord>,
    /// Each on average, of the exact sum, rounded once in the same way; null without deals.
    pub(super) average: Option<Open<MoneyRecord>>,
    /// How many deals that is of.
    pub(super) deals: i64,
    /// What could not be converted for lack of a rate, in its own currencies: it is not in the sum.
    pub(super) unconverted: Vec<SalesValue>,
}

/// The sums of groups in one currency, by group and how the deals ended.
pub(super) struct Conversion {
    to: Currency,
    sums: HashMap<(Option<String>, DealStatus), Converted>,
}

#[derive(Default)]
struct Converted {
    sum: ExactSum,
    deals: i64,
    /// By currency: the sum, and of how many deals.
    without_rate: BTreeMap<&'static str, (i64, i64)>,
}

impl Conversion {
    /// Converts what was closed, day by day.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn of(conn: &mut MysqlConnection, tallies: &[DayTally], to: Currency) -> QueryResult<Self> {
        let days = tallies.iter().map(|tally| tally.day);
        let days = days.clone().min().zip(days.max()).unwrap_or_default();
        let currencies: BTreeSet<_> =
            tallies.iter().map(|tally| tally.currency).chain([to]).map(Currency::code).collect();
        let exchange = Exchange::load(conn, &currencies, days)?;
        let mut sums: HashMap<(Option<String>, DealStatus), Converted> = HashMap::new();
        for tally in tallies {
            let converted = sums.entry((tally.group.clone(), tally.status)).or_default();
            match exchange.factor(tally.currency, to, tally.day) {
                Some(factor) => {
                    converted.sum.add(tally.amount, factor);
                    converted.deals += tally.deals;
                }
                None => {
                    let without = converted.without_rate.entry(tally.currency.code()).or_default();
                    *without = (without.0.saturating_add(tally.amount), without.1 + tally.deals);
                }
            }
        }
        Ok(Self { to, sums })
    }

    /// What the deals of a group that ended so are worth; `None` when it is more than an amount can be.
    pub(super) fn of_group(&self, key: Option<&str>, status: DealStatus) -> Option<ConvertedSales> {
        let nothing = Converted::default();
        let converted = self.sums.get(&(key.map(str::to_owned), status)).unwrap_or(&nothing);
        let money = |amount| Open(MoneyRecord::from(Money { amount, currency: self.to }));
        Some(ConvertedSales {
            sum: money(converted.sum.rounded(1)?),
            average: converted.sum.rounded(converted.deals).map(money),
            deals: converted.deals,
            unconverted: values(&converted.without_rate),
        })
    }
}
