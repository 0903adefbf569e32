//! From what was counted to a report.

use std::collections::BTreeMap;

use rapport_graphql::{Open, money::MoneyRecord};
use rapport_kernel::{Currency, Id, Money, id::encode_global};
use uuid::Uuid;

use super::{
    converted::Conversion,
    grouping::SalesReportGroupBy,
    repo::ClosedTally,
    types::{SalesGroup, SalesValue},
};
use crate::ratio::{ratio, share};

/// How many groups a report shows at most.
const MOST_GROUPS: usize = 500;
const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// The groups, the largest first, those by time in its order, and how many are left out.
pub(super) fn groups(
    by: SalesReportGroupBy,
    tallies: &[ClosedTally],
    conversion: Option<&Conversion>,
) -> (Vec<SalesGroup>, usize) {
    let mut parts: BTreeMap<Option<&str>, Vec<&ClosedTally>> = BTreeMap::new();
    for tally in tallies {
        parts.entry(tally.group.as_deref()).or_default().push(tally);
    }
    let mut parts: Vec<_> = parts.into_iter().collect();
    if !by.is_time() {
        // Of two of one size the first by key comes first: the sort leaves equals as they stand.
        parts.sort_by_key(|(_, tallies)| std::cmp::Reverse(tallies.iter().map(|tally| tally.deals).sum::<i64>()));
    }
    let left_out = parts.len().saturating_sub(MOST_GROUPS);
    let shown = parts.into_iter().take(MOST_GROUPS);
    (shown.map(|(key, tallies)| group(Some(by), key, &tallies, conversion)).collect(), left_out)
}

/// One group; that of no deals is all zero.
pub(super) fn group(
    by: Option<SalesReportGroupBy>,
    key: Option<&str>,
    tallies: &[&ClosedTally],
    conversion: Option<&Conversion>,
) -> SalesGroup {
    let of = |status: &'static str| tallies.iter().filter(move |tally| tally.status == status);
    let count = |status| of(status).map(|tally| tally.deals).sum::<i64>();
    let days = |status| {
        let seconds: i64 = of(status).map(|tally| tally.seconds).sum();
        ratio(seconds, count(status)).map(|seconds| seconds / SECONDS_OF_A_DAY)
    };
    let touches = |status| ratio(of(status).map(|tally| tally.touches).sum::<Option<i64>>()?, count(status));
    let converted = |status| conversion?.of_group(key, status);
    let (won_converted, lost_converted) = (converted("WON"), converted("LOST"));
    let (won, lost) = (count("WON"), count("LOST"));
    let uuid = key.filter(|_| by.is_some()).and_then(|key| Uuid::try_parse(key).ok());
    let is = |wanted| by == Some(wanted);
    let id_of = |wanted| uuid.filter(|_| is(wanted));
    let key = match (by, uuid) {
        (Some(SalesReportGroupBy::Owner), Some(uuid)) => Some(encode_global("User", uuid)),
        (Some(SalesReportGroupBy::Team), Some(uuid)) => Some(encode_global("Team", uuid)),
        (Some(SalesReportGroupBy::Product), Some(uuid)) => Some(encode_global("Product", uuid)),
        (Some(SalesReportGroupBy::Pipeline), Some(uuid)) => Some(encode_global("Pipeline", uuid)),
        (Some(_), _) => key.map(str::to_owned),
        (None, _) => None,
    };
    SalesGroup {
        key,
        owner: id_of(SalesReportGroupBy::Owner).map(Id::from_uuid),
        product: id_of(SalesReportGroupBy::Product).map(Id::from_uuid),
        won,
        lost,
        win_rate: share(won, won + lost),
        average_days_to_win: days("WON"),
        average_days_to_lose: days("LOST"),
        won_values: values(&sums(of("WON").copied())),
        lost_values: values(&sums(of("LOST").copied())),
        won_converted,
        lost_converted,
        average_interactions_when_won: touches("WON"),
        average_interactions_when_lost: touches("LOST"),
    }
}

/// Sums of amounts and of how many deals they are, by currency.
fn sums<'a>(tallies: impl Iterator<Item = &'a ClosedTally>) -> BTreeMap<&'a str, (i64, i64)> {
    let mut sums: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for tally in tallies {
        if let (Some(currency), Some(amount)) = (&tally.currency, tally.amount) {
            let sum = sums.entry(currency).or_default();
            *sum = (sum.0 + amount, sum.1 + tally.valued);
        }
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
