//! The stage log: each stay of a deal in a stage. It is written in the transaction that moves the deal.

pub(crate) mod all;
pub(crate) mod loaders;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod staleness;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::{StalenessByDealId, StaysByDealId};
pub(crate) use repo::{enter, last_open_stage, leave, revalue};
pub use row::StayRow;
pub(crate) use staleness::{forget, renew};
pub use types::{Stay, StayRecord};

/// Stays, as a kind of row.
#[derive(Clone, Copy, Debug)]
pub struct StayKind;

impl Kind for StayKind {
    const NAME: &'static str = "DealStay";
}

/// The id of a stay.
pub type StayId = Id<StayKind>;
