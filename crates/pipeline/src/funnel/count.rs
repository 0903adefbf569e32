//! From what was counted to a funnel.

use std::collections::BTreeMap;

use rapport_contacts::{companies::CompanyKind, users::UserKind};
use rapport_graphql::Open;
use rapport_kernel::{Currency, Id, Money, id::encode_global};
use uuid::Uuid;

use super::{
    grouping::FunnelGroupBy,
    ranks::Ranks,
    repo::DealTally,
    types::{FunnelGroup, FunnelStage},
};
use crate::{
    deals::DealStatus,
    products::ProductKind,
    ratio::{ratio, share},
    stages::StageRow,
};

/// How many groups a funnel shows at most.
pub(super) const MOST_GROUPS: usize = 500;

/// The groups, the largest first, and how many are left out. Groups by time stand in its order.
pub(super) fn groups(
    by: FunnelGroupBy,
    stages: &[StageRow],
    ranks: &Ranks,
    deals: &[DealTally],
) -> (Vec<FunnelGroup>, usize) {
    let mut parts: BTreeMap<Option<&str>, Vec<&DealTally>> = BTreeMap::new();
    for tally in deals {
        parts.entry(tally.group.as_deref()).or_default().push(tally);
    }
    let mut parts: Vec<_> = parts.into_iter().collect();
    if !matches!(by, FunnelGroupBy::Month | FunnelGroupBy::Quarter | FunnelGroupBy::Year) {
        // Of two of one size the first by key comes first: the sort leaves equals as they stand.
        parts.sort_by_key(|(_, deals)| std::cmp::Reverse(deals.iter().map(|tally| tally.deals).sum::<i64>()));
    }
    let left_out = parts.len().saturating_sub(MOST_GROUPS);
    let shown = parts.into_iter().take(MOST_GROUPS);
    (shown.map(|(key, deals)| group(Some(by), key, stages, ranks, &deals)).collect(), left_out)
}

/// One group; that of no deals is all zero.
pub(super) fn group(
    by: Option<FunnelGroupBy>,
    key: Option<&str>,
    stages: &[StageRow],
    ranks: &Ranks,
    deals: &[&DealTally],
) -> FunnelGroup {
    let count = |outcome: &str| of(deals, outcome).map(|tally| tally.deals).sum::<i64>();
    let days = |outcome: &str| {
        let seconds: i64 = of(deals, outcome).filter_map(|tally| tally.seconds).sum();
        ratio(seconds, count(outcome)).map(|seconds| seconds / 86_400.0)
    };
    let (won, lost, open, away) = (count("WON"), count("LOST"), count("OPEN"), count("AWAY"));
    let entered = won + lost + open + away;
    let named = Named::of(by, key);
    FunnelGroup {
        key: named.key,
        owner: named.owner,
        company: named.company,
        product: named.product,
        entered,
        won,
        lost,
        open,
        away,
        returned: deals.iter().map(|tally| tally.returned).sum(),
        win_rate: share(won, won + lost),
        won_share_at_least: share(won, entered - away),
        won_share_at_most: share(won + open, entered - away),
        average_days_to_win: days("WON"),
        average_days_to_lose: days("LOST"),
        won_values: values(of(deals, "WON")),
        stages: stages
            .iter()
            .enumerate()
            .filter_map(|(place, stage)| in_stage(place, stage, ranks, deals, entered))
            .collect(),
    }
}

fn of<'a>(deals: &'a [&'a DealTally], outcome: &'a str) -> impl Iterator<Item = &'a DealTally> {
    deals.iter().copied().filter(move |tally| tally.outcome == outcome)
}

/// Sums of amounts, by currency.
fn values<'a>(deals: impl Iterator<Item = &'a DealTally>) -> Vec<Open<rapport_graphql::money::MoneyRecord>> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for tally in deals {
        if let (Some(currency), Some(amount)) = (&tally.currency, tally.amount) {
            *sums.entry(currency).or_default() += amount;
        }
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
    let lost = sum(&|tally| furthest(tally) <= rank && tally.outcome == "LOST");
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

/// What a group is called, and the record that it is of.
#[derive(Default)]
struct Named {
    key: Option<String>,
    owner: Option<Id<UserKind>>,
    company: Option<Id<CompanyKind>>,
    product: Option<Id<ProductKind>>,
}

impl Named {
    fn of(by: Option<FunnelGroupBy>, key: Option<&str>) -> Self {
        let (Some(by), Some(key)) = (by, key) else { return Self::default() };
        let uuid = Uuid::try_parse(key).ok();
        let global = |kind: &str| uuid.map(|uuid| encode_global(kind, uuid));
        match by {
            FunnelGroupBy::Owner => Self { key: global("User"), owner: uuid.map(Id::from_uuid), ..Self::default() },
            FunnelGroupBy::Company => {
                Self { key: global("Company"), company: uuid.map(Id::from_uuid), ..Self::default() }
            }
            FunnelGroupBy::Product => {
                Self { key: global("Product"), product: uuid.map(Id::from_uuid), ..Self::default() }
            }
            _ => Self { key: Some(key.to_owned()), ..Self::default() },
        }
    }
}
