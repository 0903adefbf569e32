//! The deals of a cohort, counted.

use std::collections::HashMap;

use rapport_kernel::Currency;

use super::period::Period;
use crate::{
    deals::{
        DealStatus,
        all::{SeenDeal, find},
    },
    groups::{Groups, Key},
    pipelines::PipelineId,
    stages::StageRow,
    stays::all::{Place, SeenStay},
};

/// How a deal stands to a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Outcome {
    Open,
    Won,
    Lost,
    /// It is in another pipeline.
    Away,
}

/// Deals of a group that are alike in how they stand, the stages in which they were, and their currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DealTally {
    pub(super) group: Option<String>,
    pub(super) outcome: Outcome,
    /// For each stage of the pipeline, in its order, whether they were in it, and how often all of them together.
    pub(super) visits: Vec<Option<i64>>,
    pub(super) currency: Option<Currency>,
    pub(super) deals: i64,
    pub(super) amount: i64,
    /// How many of them came into a stage more than once.
    pub(super) returned: i64,
    /// From their entry until they were closed, together, in seconds.
    pub(super) seconds: i64,
}

/// In what deals are alike: for each stage, whether they were in it.
type Alike<'a> = (Option<Key<'a>>, Outcome, Vec<bool>, Option<Currency>);

#[derive(Clone, Debug, Default)]
struct Sums {
    /// For each stage, how often they were in it.
    times: Vec<i64>,
    deals: i64,
    amount: i64,
    returned: i64,
    seconds: i64,
}

/// The deals whose first stay in the pipeline began in the period, counted by group. Those that nobody sees, or that are deleted,
/// are not among `deals`.
pub(super) fn tallies(
    (pipeline, stages): (PipelineId, &[StageRow]),
    stays: &[SeenStay],
    deals: &[SeenDeal],
    period: Period,
    groups: &Groups,
) -> Vec<DealTally> {
    let mut found: HashMap<Alike<'_>, Sums> = HashMap::new();
    for stays in stays.chunk_by(|one, next| one.deal == next.deal) {
        let mut times = vec![0_i64; stages.len()];
        let mut began = None;
        for stay in stays.iter().filter(|stay| stay.place != Place::Elsewhere) {
            began = began.or(Some(stay.entered_at));
            let place = stages.iter().position(|stage| stage.id == stay.stage);
            if let Some(times) = place.and_then(|place| times.get_mut(place)) {
                *times += 1;
            }
        }
        let Some((began, deal)) = began.zip(stays.first().map(|stay| stay.deal)) else { continue };
        let Some(deal) = find(deals, deal).filter(|_| period.has(began)) else { continue };
        let visited: Vec<_> = times.iter().map(|times| *times > 0).collect();
        let returned = i64::from(times.iter().any(|times| *times > 1));
        let seconds = deal.closed_at.map_or(0, |at| (at - began).num_seconds());
        groups.each(deal, began, |key| {
            let alike = (key, outcome(deal, pipeline), visited.clone(), deal.worth.map(|worth| worth.currency));
            let sums = found.entry(alike).or_insert_with(|| Sums { times: vec![0; stages.len()], ..Sums::default() });
            sums.times.iter_mut().zip(&times).for_each(|(sum, times)| *sum += times);
            sums.deals += 1;
            sums.amount = sums.amount.saturating_add(deal.worth.map_or(0, |worth| worth.amount));
            sums.returned += returned;
            sums.seconds = sums.seconds.saturating_add(seconds);
        });
    }
    let tally = |((key, outcome, visited, currency), sums): (Alike<'_>, Sums)| DealTally {
        group: key.map(Key::text),
        outcome,
        visits: visited.into_iter().zip(sums.times).map(|(was, times)| was.then_some(times)).collect(),
        currency,
        deals: sums.deals,
        amount: sums.amount,
        returned: sums.returned,
        seconds: sums.seconds,
    };
    found.into_iter().map(tally).collect()
}

/// How a deal stands to a pipeline.
fn outcome(deal: &SeenDeal, pipeline: PipelineId) -> Outcome {
    if deal.pipeline != pipeline {
        return Outcome::Away;
    }
    match deal.status {
        DealStatus::Open => Outcome::Open,
        DealStatus::Won => Outcome::Won,
        DealStatus::Lost => Outcome::Lost,
    }
}
