//! The whole server from outside: all modules on a real database, and the binary over HTTP. One test binary.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod affiliations;
mod api_keys;
mod authorization;
mod bad_inputs;
mod badges;
mod companies;
mod customer_event_types;
mod customer_events;
mod events;
mod examples;
mod extensions;
mod house;
mod households;
mod http;
mod interactions;
mod issuer;
mod legislators;
mod lists;
mod operation;
mod people;
mod plans;
mod search;
mod timeline;
mod users;
mod writes;

use rapport_test_support::World;

/// A world of every module of the product.
fn world() -> World {
    World::new(vec![rapport_contacts::module()])
}
