//! How far along a pipeline a stage is.

use crate::{
    deals::DealStatus,
    stages::{StageId, StageRow},
};

/// The rank of a stage that leads nowhere: deals went to the lost from any.
pub(crate) const NOWHERE: i64 = -1;
/// The rank of stages that are retired. Where in the order they stood nobody knows any more: to have been in one is no
/// progress over any other.
const RETIRED: i64 = 0;

/// How far along its pipeline each stage is: those for open deals in their order from 1, behind them all for the won.
#[derive(Clone, Debug)]
pub(crate) struct Ranks(Vec<(StageId, i64)>);

impl Ranks {
    /// The ranks of the stages of a pipeline, which come in their order.
    pub(crate) fn of(stages: &[StageRow]) -> Self {
        let is_open = |stage: &&StageRow| stage.status() == DealStatus::Open && stage.retired_at.is_none();
        let open: Vec<StageId> = stages.iter().filter(is_open).map(|stage| stage.id).collect();
        let won = rank(open.len());
        let of = |stage: &StageRow| match stage.status() {
            DealStatus::Lost => NOWHERE,
            DealStatus::Won => won,
            DealStatus::Open => open.iter().position(|id| *id == stage.id).map_or(RETIRED, rank),
        };
        Self(stages.iter().map(|stage| (stage.id, of(stage))).collect())
    }

    /// The rank of the furthest of the stages in which deals were, as they stand in the pipeline.
    pub(crate) fn furthest(&self, visits: &[Option<i64>]) -> i64 {
        let visited = self.0.iter().zip(visits).filter(|(_, times)| times.is_some());
        visited.map(|((_, rank), _)| *rank).max().unwrap_or(NOWHERE)
    }

    /// The rank of a stage.
    pub(crate) fn get(&self, stage: StageId) -> i64 {
        self.0.iter().find(|(id, _)| *id == stage).map_or(NOWHERE, |(_, rank)| *rank)
    }
}

fn rank(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX - 1) + 1
}
