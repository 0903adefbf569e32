//! Timelines: interactions and customer events together, the latest first, of a person or of all people of a company.

pub(crate) mod company;
pub(crate) mod connection;
pub(crate) mod entry;
pub(crate) mod filter;
pub(crate) mod heads;
pub(crate) mod loaders;
pub(crate) mod person;
pub(crate) mod walk;

pub(crate) use company::of_company;
pub use connection::{TimelineConnection, TimelineEdge};
pub use entry::TimelineEntry;
pub use filter::TimelineEntryKind;
pub(crate) use person::of_contact;
