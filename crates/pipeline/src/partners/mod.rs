//! Partners: other companies with whom deals are shared. Users with the role PARTNER act for them, and the API keys of such
//! users.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;
pub(crate) mod users;

use rapport_kernel::{Id, Kind};

pub use loaders::PartnerById;
pub use row::PartnerRow;
pub use types::{Partner, PartnerRecord};

/// Partners, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct PartnerKind;

impl Kind for PartnerKind {
    const NAME: &'static str = "Partner";
}

/// The id of a partner.
pub type PartnerId = Id<PartnerKind>;
