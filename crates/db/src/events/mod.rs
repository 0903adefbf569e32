//! The event log: one for history, subscriptions, webhooks and triggers.
//!
//! An event is written without a number, in the transaction of its change ([`write`]). Once it is committed, the
//! sequencer gives it one ([`sequencer`]); readers go by that number ([`read`]). So a reader that has seen number N
//! never later finds one below N that it missed, however transactions interleave, and no writer waits for another.
//! What is old can be removed ([`retention`]): who comes back too late is told so.
//! Whoever wants to hear of events as they come follows the log ([`follow`]).

pub mod follow;
pub mod read;
pub mod readers;
pub mod retention;
pub mod sequencer;
pub(crate) mod write;

pub use follow::Follower;
pub use read::{Event, after, all_numbered, ends, of_record, of_record_after};
pub use retention::LogState;
pub use sequencer::Sequencer;
