//! What will be won: weighted, and as a range by simulation. How it is reckoned: docs/forecast.md.

mod answer;
mod backtest;
mod changes;
mod convert;
#[cfg(test)]
mod coverage;
mod curves;
pub(crate) mod gather;
mod grouping;
pub(crate) mod kept;
mod left;
mod model;
mod numbers;
mod passage;
pub(crate) mod periods;
mod prepare;
pub(crate) mod queries;
pub mod quotas;
mod read;
mod service;
mod simulate;
pub(crate) mod simulation;
mod streams;
mod types;

pub use kept::ForecastKeeper;
pub use quotas::{Quota, QuotaById, QuotaRecord};
pub(crate) use read::pipelines;

/// What a forecast costs: it reads every open deal and how deals left their stages, and draws for each deal many times.
pub(crate) const WEIGHT: u64 = 2_000;
