//! The commands.

pub(crate) mod doctor;
pub(crate) mod import;
pub(crate) mod migrate;
pub(crate) mod reindex;
pub(crate) mod schema;
pub(crate) mod seed;
pub(crate) mod serve;
pub(crate) mod token;
