//! Where deals are held up: a verdict with its evidence.

pub(crate) mod common;
mod flow;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod types;
pub(crate) mod verdict;

/// What it costs: it reads the stays of two years.
pub(crate) const WEIGHT: u64 = 300;
