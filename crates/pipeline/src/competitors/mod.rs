//! Competitors: from whom deals are won, and to whom they are lost.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod tallies;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::CompetitorById;
pub use row::CompetitorRow;
pub use tallies::{CompetitorDeals, CompetitorDealsRecord};
pub use types::{Competitor, CompetitorRecord};

/// Competitors, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct CompetitorKind;

impl Kind for CompetitorKind {
    const NAME: &'static str = "Competitor";
}

/// The id of a competitor.
pub type CompetitorId = Id<CompetitorKind>;
