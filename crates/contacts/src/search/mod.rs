//! Finding people and companies by words: names, e-mail addresses, telephone numbers, domains.
//!
//! What is found under which word is kept in tables of its own, written with each change of a record in the same
//! transaction, by [`index`]. How much is read for a query is bounded, whatever is searched: see [`bounds`].

pub(crate) mod bounds;
pub(crate) mod index;
pub(crate) mod matching;
pub(crate) mod plan;
pub(crate) mod queries;
pub mod reindex;
pub(crate) mod repo;
pub(crate) mod service;
pub(crate) mod types;

pub use reindex::reindex;

/// What a search costs beside its page: it reads more than a list does.
pub(crate) const WEIGHT: u64 = 20;
