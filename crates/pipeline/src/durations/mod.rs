//! How long deals stay in a stage.

pub(crate) mod kaplan_meier;
pub(crate) mod queries;
pub(crate) mod reckon;
pub(crate) mod types;

/// What it costs: it reads every stay of the period.
pub(crate) const WEIGHT: u64 = 100;
