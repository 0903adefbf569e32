//! A snapshot, as clients see one.

use rapport_graphql::{Open, Timestamp, async_graphql::SimpleObject, money::MoneyRecord};
use rapport_kernel::{Currency, Money};

use super::repo::Tally;
use crate::stages::{Stage, StageRow};

/// The deals in the stages of a pipeline at a moment, as far as you may see them.
#[derive(SimpleObject)]
pub struct PipelineSnapshot {
    /// The moment.
    at: Timestamp,
    /// How many deals were in the pipeline.
    deals: i64,
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
    /// What they are worth, by currency: with the amount that each had when it left the stage, or has now.
    values: Vec<Open<MoneyRecord>>,
}

impl PipelineSnapshot {
    /// The snapshot of these stages.
    pub(crate) fn new(at: Timestamp, stages: Vec<StageRow>, tallies: &[Tally]) -> Self {
        let count = |of: &dyn Fn(&StageRow) -> bool| -> i64 {
            let stages = stages.iter().filter(|stage| of(stage)).map(|stage| stage.id).collect::<Vec<_>>();
            tallies.iter().filter(|(stage, ..)| stages.contains(stage)).map(|(_, _, deals, _)| deals).sum()
        };
        let shown = stages.iter().filter_map(|stage| {
            let deals = count(&|other| other.id == stage.id);
            let alike = count(&|other| other.kind == stage.kind);
            (deals > 0 || stage.retired_at.is_none()).then(|| StageSnapshot {
                stage: Open(stage.clone().into()),
                deals,
                share: share(deals, alike),
                values: tallies.iter().filter(|(id, ..)| *id == stage.id).filter_map(value).collect(),
            })
        });
        Self { at, deals: count(&|_| true), stages: shown.collect() }
    }
}

fn value((_, currency, _, sum): &Tally) -> Option<Open<MoneyRecord>> {
    let currency = Currency::from_code(currency.as_deref()?)?;
    Some(Open(Money { amount: (*sum)?, currency }.into()))
}

/// A part of a whole. Both are counts, far below what a double tells apart.
fn share(part: i64, whole: i64) -> Option<f64> {
    let (part, whole) = (u32::try_from(part).ok()?, u32::try_from(whole).ok().filter(|whole| *whole > 0)?);
    Some(f64::from(part) / f64::from(whole))
}
