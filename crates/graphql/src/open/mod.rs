//! Types that are open: a module defines them, others add to them, and the first never learns of it.

pub(crate) mod column;
pub mod filter;
pub mod node;
pub mod object;
pub mod order;
pub(crate) mod place;
pub mod plain;
pub mod relation;
pub(crate) mod render;
pub mod root;
pub mod subscription;
