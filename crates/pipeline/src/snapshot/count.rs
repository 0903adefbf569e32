//! What a snapshot counts.

use crate::{deals::DealStatus, stages::StageId};

/// The deals in a stage with amounts in one currency, or without an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) stage: StageId,
    pub(crate) currency: Option<String>,
    pub(crate) deals: i64,
    pub(crate) amount: Option<i64>,
}

/// Where customers are counted, each once: in a stage, or in all the stages of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Stage(StageId),
    Kind(DealStatus),
}

/// What was counted. Customers are, where somebody asks for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) tallies: Vec<Tally>,
    pub(crate) customers: Vec<(Cell, i64)>,
    /// The number of the last event that is in it, where that is what it was counted from.
    pub(crate) sequence: Option<u64>,
}

impl Counted {
    /// How many customers there are in a stage, or in the stages of one kind.
    pub(crate) fn customers(&self, cell: Cell) -> i64 {
        self.customers.iter().find(|(found, _)| *found == cell).map_or(0, |(_, customers)| *customers)
    }
}
