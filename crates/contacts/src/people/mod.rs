//! People.

pub(crate) mod demographics;
pub(crate) mod filter;
pub(crate) mod import;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod points;
pub(crate) mod queries;
pub mod reach;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod scope;
pub(crate) mod service;
pub(crate) mod subscriptions;
pub(crate) mod tags;
pub(crate) mod traits;
pub(crate) mod types;
pub(crate) mod updates;
pub mod within;

use rapport_kernel::{Id, Kind};

pub use demographics::{Gender, LifeStage};
pub use filter::{ContactFilter, ContactFilterFields, ContactOrder, ContactOrders};
pub use loaders::ContactById;
pub use repo::known_as;
pub use row::ContactRow;
pub use types::{Contact, ContactRecord, LifecycleStage};
pub use updates::{ContactUpdate, ContactUpdateKind, ContactUpdateRecord};

/// People, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct ContactKind;

impl Kind for ContactKind {
    const NAME: &'static str = "Contact";
}

/// The id of a person.
pub type ContactId = Id<ContactKind>;
