//! From what was counted to a funnel.

use std::collections::BTreeMap;

use rapport_graphql::Open;
use rapport_kernel::{Currency, Id, Money};

use super::{
    cohort::{DealTally, Outcome},
    ranks::Ranks,
    types::{FunnelGroup, FunnelStage},
};
use crate::{
    deals::DealStatus,
    groups::{By, Tally, largest, named},
    ratio::{ratio, share},
    stages::StageRow,
};

impl Tally for DealTally {
    fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    fn deals(&self) -> i64 {
        self.deals
    }
}

/// The groups, the largest first, and how many are left out. Groups by time stand in its order.
pub(super) fn groups(by: By, stages: &[StageRow], ranks: &Ranks, deals: &[DealTally]) -> (Vec<FunnelGroup>, usize) {
    let (shown, left_out) = largest(deals, by.is_time());
    (shown.into_iter().map(|(key, deals)| group(Some(by), key, stages, ranks, &deals)).collect(), left_out)
}

/// One group; that of no deals is all zero.
pub(super) fn group(
    by: Option<By>,
    key: Option<&str>,
    stages: &[StageRow],
    ranks: &Ranks,
    deals: &[&DealTally],
) -> FunnelGroup {
    let count = |outcome: Outcome| of(deals, outcome).map(|tally| tally.deals).sum::<i64>();
    let days = |outcome: Outcome| {
        let seconds: i64 = of(deals, outcome).map(|tally| tally.seconds).sum();
        ratio(seconds, count(outcome)).map(|seconds| seconds / 86_400.0)
    };
    let (won, lost, open, away) =
        (count(Outcome::Won), count(Outcome::Lost), count(Outcome::Open), count(Outcome::Away));
    let entered = won + lost + open + away;
    let (key, record) = named(key, by.and_then(By::record));
    let id_of = |wanted| record.filter(|_| by == Some(wanted));
    FunnelGroup {
        key,
        owner: id_of(By::Owner).map(Id::from_uuid),
        company: id_of(By::Company).map(Id::from_uuid),
        product: id_of(By::Product).map(Id::from_uuid),
        entered,
        won,
        lost,
        open,
        away,
        returned: deals.iter().map(|tally| tally.returned).sum(),
        win_rate: share(won, won + lost),
        won_share_at_least: share(won, entered - away),
        won_share_at_most: share(won + open, entered - away),
        average_days_to_win: days(Outcome::Won),
        average_days_to_lose: days(Outcome::Lost),
        won_values: values(of(deals, Outcome::Won)),
        stages: stages
            .iter()
            .enumerate()
            .filter_map(|(place, stage)| in_stage(place, stage, ranks, deals, entered))
            .collect(),
    }
}

fn of<'a>(deals: &'a [&'a DealTally], outcome: Outcome) -> impl Iterator<Item = &'a DealTally> {
    deals.iter().copied().filter(move |tally| tally.outcome == outcome)
}

/// Sums of amounts, by currency.
fn values<'a>(deals: impl Iterator<Item = &'a DealTally>) -> Vec<Open<rapport_graphql::money::MoneyRecord>> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for (currency, amount) in deals.filter_map(|tally| Some((tally.currency?, tally.amount))) {
        let sum = sums.entry(currency.code()).or_default();
        *sum = sum.saturating_add(amount);
    }
    let money = |(code, amount): (&str, i64)| Some(Money { amount, currency: Currency::from_code(code)? });
    sums.into_iter().filter_map(money).map(|money| Open(money.into())).collect()
}

/// What became of the deals that were in a stage for open deals. One that is retired is there if deals were in it.
fn in_stage(place: usize, stage: &StageRow, ranks: &Ranks, deals: &[&DealTally], all: i64) -> Option<FunnelStage> {
    let rank = ranks.get(stage.id);
    let times = |tally: &DealTally| tally.visits.get(place).copied().flatten();
    let here: Vec<_> = deals.iter().filter(|tally| times(tally).is_some()).collect();
    if stage.status() != DealStatus::Open || (here.is_empty() && stage.retired_at.is_some()) {
        return None;
    }
    let furthest = |tally: &DealTally| ranks.furthest(&tally.visits);
    let sum =
        |of: &dyn Fn(&DealTally) -> bool| here.iter().filter(|tally| of(tally)).map(|tally| tally.deals).sum::<i64>();
    let entered = sum(&|_| true);
    let moved_on = sum(&|tally| furthest(tally) > rank);
    let lost = sum(&|tally| furthest(tally) <= rank && tally.outcome == Outcome::Lost);
    let reached = deals.iter().filter(|tally| furthest(tally) >= rank).map(|tally| tally.deals).sum();
    Some(FunnelStage {
        stage: Open(stage.clone().into()),
        entered,
        reentries: here.iter().filter_map(|tally| Some(times(tally)? - tally.deals)).sum(),
        moved_on,
        lost,
        unknown: entered - moved_on - lost,
        conversion: share(moved_on, moved_on + lost),
        reached,
        reached_share: share(reached, all),
    })
}
