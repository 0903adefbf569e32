//! The deals of a report, counted.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use rapport_kernel::Currency;

use super::touches::Touches;
use crate::{
    deals::{DealStatus, all::SeenDeal},
    funnel::period::Period,
    groups::{Groups, Key},
    pipelines::PipelineId,
};

/// Of which deals a report tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closed {
    pub(super) pipeline: Option<PipelineId>,
    pub(super) period: Period,
}

/// Deals of a group that are alike in how they ended and in their currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClosedTally {
    pub(super) group: Option<String>,
    pub(super) status: DealStatus,
    pub(super) currency: Option<Currency>,
    pub(super) sums: Sums,
}

/// What deals come to together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) deals: i64,
    pub(super) amount: i64,
    /// From when they were recorded until they were closed, in seconds.
    pub(super) seconds: i64,
    /// Interactions with their people meanwhile, where they were counted.
    pub(super) touches: Option<i64>,
}

/// What deals of a group are worth that ended alike on one day, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayTally {
    pub(super) group: Option<String>,
    pub(super) status: DealStatus,
    pub(super) currency: Currency,
    pub(super) day: NaiveDate,
    pub(super) deals: i64,
    pub(super) amount: i64,
}

impl Closed {
    /// The deals of the report, each with when it was closed.
    fn of(self, deals: &[SeenDeal]) -> impl Iterator<Item = (&SeenDeal, NaiveDateTime)> {
        let closed = deals.iter().filter_map(|deal| Some((deal, deal.closed_at?)));
        closed.filter(move |(deal, at)| {
            self.period.has(*at) && self.pipeline.is_none_or(|pipeline| pipeline == deal.pipeline)
        })
    }
}

/// What the deals with an amount are worth that were closed in the period, by group and day.
pub(super) fn by_day(deals: &[SeenDeal], closed: Closed, groups: &Groups) -> Vec<DayTally> {
    type Alike<'a> = (Option<Key<'a>>, DealStatus, Currency, NaiveDate);
    let mut found: HashMap<Alike<'_>, (i64, i64)> = HashMap::new();
    for (deal, at) in closed.of(deals) {
        let Some(worth) = deal.worth else { continue };
        groups.each(deal, at, |key| {
            let sums = found.entry((key, deal.status, worth.currency, at.date())).or_default();
            *sums = (sums.0 + 1, sums.1.saturating_add(worth.amount));
        });
    }
    let tally = |((key, status, currency, day), (deals, amount)): (Alike<'_>, _)| DayTally {
        group: key.map(Key::text),
        status,
        currency,
        day,
        deals,
        amount,
    };
    found.into_iter().map(tally).collect()
}

/// The deals that were closed in the period, counted by group, with the interactions where these were counted.
pub(super) fn tallies(
    deals: &[SeenDeal],
    closed: Closed,
    groups: &Groups,
    touches: Option<&Touches>,
) -> Vec<ClosedTally> {
    let mut found: HashMap<(Option<Key<'_>>, DealStatus, Option<Currency>), Sums> = HashMap::new();
    for (deal, at) in closed.of(deals) {
        let touched = touches.map(|touches| touches.get(&deal.id).copied().unwrap_or_default());
        groups.each(deal, at, |key| {
            let sums = found.entry((key, deal.status, deal.worth.map(|worth| worth.currency))).or_default();
            sums.deals += 1;
            sums.amount = sums.amount.saturating_add(deal.worth.map_or(0, |worth| worth.amount));
            sums.seconds = sums.seconds.saturating_add((at - deal.created_at).num_seconds());
            sums.touches = touched.map(|touched| sums.touches.unwrap_or_default() + touched);
        });
    }
    let tally = |((key, status, currency), sums): (_, _)| ClosedTally {
        group: Option::map(key, Key::text),
        status,
        currency,
        sums,
    };
    found.into_iter().map(tally).collect()
}
