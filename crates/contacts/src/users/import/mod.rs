//! Users and teams out of a file.

mod mutation;
mod rows;
mod service;
mod types;

pub(crate) use mutation::UserImports;
