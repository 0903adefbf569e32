//! Scores by rules: points for what people do and are, which fade.

mod count;
pub(crate) mod extends;
mod facts;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
mod points;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::ScoringRuleById;
pub use types::{ScoringAttribute, ScoringRule, ScoringRuleRecord, ScoringTrigger};

/// Rules of scores, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct ScoringRuleKind;

impl Kind for ScoringRuleKind {
    const NAME: &'static str = "ScoringRule";
}

/// The id of a rule of scores.
pub type ScoringRuleId = Id<ScoringRuleKind>;
