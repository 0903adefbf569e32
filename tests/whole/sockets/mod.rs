//! WebSockets and event streams, from outside.

mod bounds;
mod client;
mod codes;
mod events;
mod operations;
mod served;
