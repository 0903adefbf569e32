//! Orders out of a file: a row for each line, those of one order told by its external id.

mod found;
mod group;
mod lookup;
mod mutation;
mod rows;
mod service;
mod types;
mod write;

pub(crate) use mutation::OrderImports;
