#![doc = include_str!("../README.md")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot set itself up has failed")]

mod client;
mod database;
mod world;

pub use client::{Client, Reply, Updates};
pub use database::TestDatabase;
pub use world::World;
