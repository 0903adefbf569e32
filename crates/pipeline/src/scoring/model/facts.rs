//! What is known of a deal as it begins. Nothing that comes of how it goes: no amount, which is settled as it is won; no
//! stage, time, reason or competitor.

use chrono::NaiveDateTime;
use rapport_graphql::async_graphql::Enum;
use serde::{Deserialize, Serialize};

use crate::deals::DealId;

/// A kind of thing that is known of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enum, Serialize, Deserialize)]
pub enum ScoringFactor {
    /// A product among its lines.
    Product,
    /// The industry of the company.
    Industry,
    /// The country of the company.
    Country,
    /// How many people work at the company: the natural logarithm of one more.
    CompanySize,
    /// Who looks after the deal.
    Owner,
    /// A team of whoever looks after it.
    Team,
    /// What the deal is with regard to what the customer had before.
    Kind,
    /// How the first of its people came to be known.
    Source,
}
rapport_graphql::plain_enum!(ScoringFactor);

/// A value of a factor, with what people call it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) factor: ScoringFactor,
    pub(crate) key: String,
    pub(crate) label: String,
}

/// What is known of a deal, and what came of it.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) deal: DealId,
    /// Whether it was won; nothing while it is open.
    pub(crate) is_won: Option<bool>,
    pub(crate) closed_at: Option<NaiveDateTime>,
    /// What it has.
    pub(crate) marks: Vec<Mark>,
    /// How much it has of what is counted.
    pub(crate) numbers: Vec<(ScoringFactor, f64)>,
}
