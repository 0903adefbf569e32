//! People out of a file: a table as spreadsheets write it (CSV, RFC 4180).

mod mutation;
mod rows;
mod service;
mod types;

pub(crate) use mutation::ImportMutations;

/// What an import costs beside its answer: as much as recording a thousand people by other means.
pub(crate) const WEIGHT: u64 = 1_000;
