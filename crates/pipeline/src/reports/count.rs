//! From what was counted to a report.

use std::collections::BTreeMap;

use rapport_graphql::{Open, money::MoneyRecord};
use rapport_kernel::{Currency, Id, Money};

use super::{
    converted::Conversion,
    tally::{ClosedTally, Sums},
    types::{SalesGroup, SalesValue},
};
use crate::{
    deals::DealStatus,
    groups::{By, Tally, largest, named},
    ratio::{ratio, share},
};

const SECONDS_OF_A_DAY: f64 = 86_400.0;

impl Tally for ClosedTally {
    fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    fn deals(&self) -> i64 {
        self.sums.deals
    }
}

/// The groups, the largest first, those by time in its order, and how many are left out.
pub(super) fn groups(by: By, tallies: &[ClosedTally], conversion: Option<&Conversion>) -> (Vec<SalesGroup>, usize) {
    let (shown, left_out) = largest(tallies, by.is_time());
    (shown.into_iter().map(|(key, tallies)| group(Some(by), key, &tallies, conversion)).collect(), left_out)
}

/// One group; that of no deals is all zero.
pub(super) fn group(
    by: Option<By>,
    key: Option<&str>,
    tallies: &[&ClosedTally],
    conversion: Option<&Conversion>,
) -> SalesGroup {
    let of = |status: DealStatus| tallies.iter().filter(move |tally| tally.status == status);
    let sum = |status, field: fn(&Sums) -> i64| of(status).map(|tally| field(&tally.sums)).sum::<i64>();
    let count = |status| sum(status, |sums| sums.deals);
    let days = |status| {
        let seconds = ratio(sum(status, |sums| sums.seconds), count(status));
        seconds.map(|seconds| seconds / SECONDS_OF_A_DAY)
    };
    let touches = |status| ratio(of(status).map(|tally| tally.sums.touches).sum::<Option<i64>>()?, count(status));
    let converted = |status| conversion?.of_group(key, status);
    let (won_converted, lost_converted) = (converted(DealStatus::Won), converted(DealStatus::Lost));
    let (won, lost) = (count(DealStatus::Won), count(DealStatus::Lost));
    let (key, record) = named(key, by.and_then(By::record));
    let id_of = |wanted| record.filter(|_| by == Some(wanted));
    SalesGroup {
        key,
        owner: id_of(By::Owner).map(Id::from_uuid),
        product: id_of(By::Product).map(Id::from_uuid),
        won,
        lost,
        win_rate: share(won, won + lost),
        average_days_to_win: days(DealStatus::Won),
        average_days_to_lose: days(DealStatus::Lost),
        won_values: values(&sums(of(DealStatus::Won).copied())),
        lost_values: values(&sums(of(DealStatus::Lost).copied())),
        won_converted,
        lost_converted,
        average_interactions_when_won: touches(DealStatus::Won),
        average_interactions_when_lost: touches(DealStatus::Lost),
    }
}

/// Sums of amounts and of how many deals they are, by currency.
fn sums<'a>(tallies: impl Iterator<Item = &'a ClosedTally>) -> BTreeMap<&'static str, (i64, i64)> {
    let mut sums: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for (currency, of) in tallies.filter_map(|tally| Some((tally.currency?, tally.sums))) {
        let sum = sums.entry(currency.code()).or_default();
        *sum = (sum.0.saturating_add(of.amount), sum.1 + of.deals);
    }
    sums
}

/// Sums and averages, by currency.
pub(super) fn values(sums: &BTreeMap<&str, (i64, i64)>) -> Vec<SalesValue> {
    let value = |(code, (amount, deals)): (&&str, &(i64, i64))| {
        let currency = Currency::from_code(code)?;
        let money = |amount| Open(MoneyRecord::from(Money { amount, currency }));
        Some(SalesValue { sum: money(*amount), average: money(rounded(*amount, *deals)?), deals: *deals })
    };
    sums.iter().filter_map(value).collect()
}

/// A sum in so many parts, half a unit up, away from zero.
fn rounded(sum: i64, parts: i64) -> Option<i64> {
    let (whole, rest) = (sum.checked_div(parts)?, sum.checked_rem(parts)?);
    Some(if rest.saturating_abs().saturating_mul(2) >= parts { whole + sum.signum() } else { whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_rounded_half_up() {
        for (sum, parts, expected) in [(10, 4, 3), (9, 4, 2), (-10, 4, -3), (7, 1, 7), (0, 3, 0)] {
            assert_eq!(rounded(sum, parts), Some(expected), "{sum} / {parts}");
        }
        assert_eq!(rounded(1, 0), None);
    }
}
