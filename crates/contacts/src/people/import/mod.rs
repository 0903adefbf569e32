//! People out of a file: a table as spreadsheets write it (CSV, RFC 4180).

mod mutation;
mod rows;
mod service;
mod types;

pub(crate) use mutation::ImportMutations;
