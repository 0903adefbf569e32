//! The model: a logistic regression of won and lost on what was known of deals as they began.

pub(crate) mod deal;
mod encode;
pub(crate) mod facts;
mod fit;
mod held_out;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod quality;
pub(crate) mod queries;
mod read;
pub(crate) mod repo;
mod retrain;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::ScoringModelById;
pub use retrain::Retrainer;
pub use types::{ScoringModel, ScoringModelRecord};

/// What training costs in the budget of an operation.
pub(crate) const WEIGHT: u64 = 5_000;

/// Models of scores, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct ScoringModelKind;

impl Kind for ScoringModelKind {
    const NAME: &'static str = "ScoringModel";
}

/// The id of a model of scores.
pub type ScoringModelId = Id<ScoringModelKind>;
