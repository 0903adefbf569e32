//! WebSockets and event streams, from outside.

mod binary;
mod bounds;
mod client;
mod codes;
mod events;
mod operations;
mod served;
