//! A rate, as clients see one.

use rapport_graphql::{Day, Record, Timestamp, async_graphql::SimpleObject};

use super::{Rate, repo::RateRow};

/// How many units of a currency one unit of the base currency is worth, from a day on until the next that has a rate.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "ExchangeRate")]
pub(crate) struct ExchangeRateRecord {
    /// The currency, as a three-letter code of ISO 4217.
    pub(crate) currency: String,
    /// The day, in UTC.
    pub(crate) day: Day,
    /// How many units of it one unit of the base is worth: a decimal number as text, which no float cuts.
    pub(crate) rate: String,
    /// When it was set.
    pub(crate) set_at: Timestamp,
}

impl From<RateRow> for ExchangeRateRecord {
    fn from(row: RateRow) -> Self {
        Self {
            currency: row.currency,
            day: Day(row.day),
            // Without the zeros with which the column fills it up.
            rate: Rate::parse(&row.rate).map_or(row.rate, |rate| rate.to_string()),
            set_at: Timestamp(row.set_at),
        }
    }
}
