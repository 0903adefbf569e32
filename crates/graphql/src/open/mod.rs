//! Types that are open: a module defines them, others add to them, and the first never learns of it.

pub mod filter;
pub mod node;
pub mod object;
pub mod order;
pub mod root;
pub mod subscription;
