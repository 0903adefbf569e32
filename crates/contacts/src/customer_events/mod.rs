//! Customer events: what customers did, of any registered type: an account opened, a page seen. They are facts: recorded
//! once and never changed, and they go with their person.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod payload;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::CustomerEventById;
pub use row::CustomerEventRow;
pub use types::{CustomerEvent, CustomerEventRecord};

/// Customer events, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct CustomerEventKind;

impl Kind for CustomerEventKind {
    const NAME: &'static str = "CustomerEvent";
}

/// The id of a customer event.
pub type CustomerEventId = Id<CustomerEventKind>;
