//! WebSockets and event streams, from outside.

pub(crate) mod binary;
mod bounds;
pub(crate) mod client;
mod codes;
mod events;
mod operations;
mod served;
