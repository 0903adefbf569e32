//! Types of customer events: data that the API registers. Each says what a payload of the type holds.

pub(crate) mod fields;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use fields::{EventField, EventFieldType};
pub use loaders::{CustomerEventTypeById, CustomerEventTypes};
pub use row::CustomerEventTypeRow;
pub use types::{CustomerEventType, CustomerEventTypeRecord};

/// Types of customer events, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct CustomerEventTypeKind;

impl Kind for CustomerEventTypeKind {
    const NAME: &'static str = "CustomerEventType";
}

/// The id of a type of customer event.
pub type CustomerEventTypeId = Id<CustomerEventTypeKind>;
