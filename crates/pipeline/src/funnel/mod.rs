//! What becomes of deals, by the cohort in which they entered a pipeline: how many came how far, were won or lost, and of
//! how many nobody knows yet.

mod cohort;
mod count;
mod grouping;
pub(crate) mod period;
pub(crate) mod queries;
mod ranks;
pub(crate) mod types;

/// What a funnel costs: it reads every stay of the deals of the cohort.
pub(crate) const WEIGHT: u64 = 200;
