//! Exchange rates by currency and day towards one base currency, and amounts converted by them.
//!
//! [`Exchange`] holds the rates of some days; [`Exchange::convert`] converts one amount, [`ExactSum`] many, which are rounded
//! once, all together.

pub(crate) mod base;
pub(crate) mod exchange;
pub(crate) mod inputs;
pub(crate) mod mutations;
pub(crate) mod queries;
mod rate;
mod repo;
mod service;
mod sum;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use exchange::{Exchange, Factor};
pub use rate::Rate;
pub use sum::ExactSum;

/// The base of all rates, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct ExchangeBaseKind;

impl Kind for ExchangeBaseKind {
    const NAME: &'static str = "ExchangeBase";
}

/// The id of the base of all rates.
pub type ExchangeBaseId = Id<ExchangeBaseKind>;

/// Rates, as a kind of row.
#[derive(Clone, Copy, Debug)]
pub struct ExchangeRateKind;

impl Kind for ExchangeRateKind {
    const NAME: &'static str = "ExchangeRate";
}

/// The id of a rate.
pub type ExchangeRateId = Id<ExchangeRateKind>;
