#![doc = include_str!("../README.md")]

// The derive macro names this crate by its name, also in here.
extern crate self as rapport_graphql;

pub mod assembly;
pub mod connection;
pub mod context;
pub mod core;
pub mod cursor;
pub mod filter;
pub mod input;
mod json;
pub mod list;
pub mod loader;
pub mod module;
pub mod money;
pub mod open;
pub mod operation;
mod registry;
pub mod scalar;
mod short_text;

pub use assembly::{AssemblyError, Rapport, assemble};
pub use async_graphql;
pub use connection::{Connection, PageArgs, PageInfo};
pub use context::ContextExt;
pub use diesel;
pub use futures_util;
pub use module::Module;
pub use open::{
    filter::{Filter, FilterFields, FilterKey, Filtering},
    node::{AnyNode, NodeKind},
    object::{Open, Record},
    order::{OrderBy, OrderField, OrderRoot},
    plain::Plain,
    relation::Related,
    subscription::{Candidate, Span, Update, Updates},
};
pub use rapport_graphql_derive::Record;
pub use scalar::{Day, EventCursor, GlobalId, MinorUnits, Timestamp};
pub use short_text::ShortText;
