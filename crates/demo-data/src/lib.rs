#![doc = include_str!("../README.md")]

mod batch;
mod bonds;
mod cadences;
mod catalogue;
mod deals;
mod deeds;
mod dice;
mod exchange;
mod firms;
mod history;
mod leads;
mod names;
mod orders;
mod partners;
mod people;
mod places;
mod plan;
mod pools;
mod profile;
mod promises;
mod quotas;
mod reach;
mod rows;
mod search;
mod seed;
mod sql;
mod staff;
mod talk;
mod tasks;
mod timeline;
mod webhooks;
mod words;
mod world;

#[cfg(test)]
mod tests;

pub use plan::{Plan, Progress, SeedError, Summary};
pub use seed::seed;

/// Data with more contacts than this comes without events: a log of that length would be noise, and nobody replays it.
pub const EVENTS_UP_TO: u64 = 5_000;
