//! Deals.

pub(crate) mod all;
pub(crate) mod contacts;
pub(crate) mod extends;
pub(crate) mod filter;
pub(crate) mod import;
pub(crate) mod inputs;
pub(crate) mod kind;
pub(crate) mod lines;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod past;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod scope;
pub(crate) mod service;
pub(crate) mod sight;
pub(crate) mod subscriptions;
pub(crate) mod types;
pub(crate) mod updates;

use rapport_kernel::{Id, Kind};

pub use contacts::{DealContact, DealContactRecord};
pub use filter::{DealFilter, DealFilterFields, DealOrder, DealOrders};
pub use kind::{KindProposal, KindProposalRecord, KindReason};
pub use lines::{DealLine, DealLineRecord, LineRow, RecurringRevenue, RecurringRevenueRecord};
pub use loaders::DealById;
pub use row::DealRow;
pub use types::{AmountSource, Deal, DealRecord, DealStatus, DealType};
pub use updates::{DealUpdate, DealUpdateKind, DealUpdateRecord};

/// Deals, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct DealKind;

impl Kind for DealKind {
    const NAME: &'static str = "Deal";
}

/// The id of a deal.
pub type DealId = Id<DealKind>;
