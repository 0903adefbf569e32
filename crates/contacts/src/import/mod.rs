//! Records out of files: tables as spreadsheets write them (CSV, RFC 4180), read by a mapping that says which column holds
//! what, and which of its values mean another. What every import has, whatever it records.

pub mod named;
pub mod report;
pub mod row;
pub mod seen;
pub mod steps;
pub mod table;
pub mod trial;
pub mod types;
pub mod value;

pub use named::Named;
pub use report::Report;
pub use row::{Origins, Row};
pub use seen::Seen;
pub use steps::{Written, write_in_steps};
pub use table::{Cell, Column, read};
pub use types::{ImportDateFormat, ImportError, ImportPayload, ImportValueInput};

/// What an import costs beside its answer: as much as recording a thousand records by other means.
pub const WEIGHT: u64 = 1_000;
