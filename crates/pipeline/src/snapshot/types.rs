//! A snapshot, as clients see one.

use rapport_graphql::{EventCursor, Open, Timestamp, async_graphql::SimpleObject, money::MoneyRecord};
use rapport_kernel::{Currency, Money};

use super::count::{Cell, Counted, Tally};
use crate::{
    deals::DealStatus,
    ratio::share,
    stages::{Stage, StageRow},
};

/// The deals in the stages of a pipeline at a moment, as far as you may see them.
#[derive(SimpleObject)]
pub struct PipelineSnapshot {
    /// The moment.
    at: Timestamp,
    /// The number of the last event that is counted: it is exact as of that event, whatever comes after. Null for a past
    /// moment, and while the counters are being made; then it is counted from the deals themselves.
    sequence: Option<i64>,
    /// The cursor of that event: whoever follows the deals from it misses none.
    cursor: Option<EventCursor>,
    /// How many deals were in the pipeline.
    deals: i64,
    /// How many customers had open deals in it, each counted once. A deal's customer is its company, or else the first of its
    /// people.
    customers: i64,
    /// The stages in their order. Those that are retired are there if deals were in them.
    stages: Vec<StageSnapshot>,
}

/// The deals in a stage at a moment.
#[derive(SimpleObject)]
pub struct StageSnapshot {
    /// The stage.
    stage: Stage,
    /// How many deals were in it.
    deals: i64,
    /// Their share of the deals in stages of the same kind, 0 to 1; null when there were none.
    share: Option<f64>,
    /// How many customers had deals in it, each counted once.
    customers: i64,
    /// Their share of the customers with deals in stages of the same kind, 0 to 1; null when there were none. One customer may
    /// have deals in several stages: together the shares may be more than 1.
    customer_share: Option<f64>,
    /// What they are worth, by currency: with the amount that each had when it left the stage, or has now.
    values: Vec<Open<MoneyRecord>>,
    /// The share of each of these values of what the deals in stages of the same kind are worth in that currency.
    value_shares: Vec<StageValueShare>,
}

/// A share of value in one currency.
#[derive(SimpleObject)]
pub struct StageValueShare {
    /// The currency, as a three-letter code of ISO 4217.
    currency: String,
    /// The share, 0 to 1; null when all of it is worth nothing.
    share: Option<f64>,
}

impl PipelineSnapshot {
    /// The snapshot of these stages.
    pub(crate) fn new(at: Timestamp, stages: Vec<StageRow>, counted: &Counted) -> Self {
        let shown = stages.iter().filter_map(|stage| {
            let one = StageSnapshot::new(stage, &stages, counted);
            (one.deals > 0 || stage.retired_at.is_none()).then_some(one)
        });
        Self {
            at,
            sequence: counted.sequence.and_then(|sequence| i64::try_from(sequence).ok()),
            cursor: counted.sequence.map(EventCursor),
            deals: counted.tallies.iter().map(|tally| tally.deals).sum(),
            customers: counted.customers(Cell::Kind(DealStatus::Open)),
            stages: shown.collect(),
        }
    }
}

impl StageSnapshot {
    fn new(stage: &StageRow, all: &[StageRow], counted: &Counted) -> Self {
        let is_alike = |tally: &&Tally| all.iter().any(|other| other.id == tally.stage && other.kind == stage.kind);
        let here: Vec<_> = counted.tallies.iter().filter(|tally| tally.stage == stage.id).collect();
        let deals = here.iter().map(|tally| tally.deals).sum();
        let customers = counted.customers(Cell::Stage(stage.id));
        let values: Vec<Money> = here.iter().filter_map(|tally| value(tally)).collect();
        let share_of = |money: &Money| StageValueShare {
            currency: money.currency.code().to_owned(),
            share: share(
                money.amount,
                counted
                    .tallies
                    .iter()
                    .filter(is_alike)
                    .filter(|tally| tally.currency.as_deref() == Some(money.currency.code()))
                    .filter_map(|tally| tally.amount)
                    .sum(),
            ),
        };
        Self {
            stage: Open(stage.clone().into()),
            deals,
            share: share(deals, counted.tallies.iter().filter(is_alike).map(|tally| tally.deals).sum()),
            customers,
            customer_share: share(customers, counted.customers(Cell::Kind(stage.status()))),
            value_shares: values.iter().map(share_of).collect(),
            values: values.into_iter().map(|money| Open(money.into())).collect(),
        }
    }
}

fn value(tally: &Tally) -> Option<Money> {
    let currency = Currency::from_code(tally.currency.as_deref()?)?;
    Some(Money { amount: tally.amount?, currency })
}
