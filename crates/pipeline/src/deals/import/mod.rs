//! Deals out of a file, with the times at which they entered their stages.

mod line;
mod lookup;
mod mutation;
mod past;
mod pipeline;
mod rows;
mod service;
mod stays;
mod types;
mod write;

pub(crate) use mutation::DealImports;
