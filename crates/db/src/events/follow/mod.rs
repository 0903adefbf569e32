//! Following the log as it grows.
//!
//! A node reads the log once, whoever listens: one [`tail`] hands each numbered event to the queues of all
//! [`Follower`]s. A follower first reads what it missed, then its queue, without a gap and without a double. Queues are
//! bounded: who is too slow is cut off, and comes back with the number of the last event that was read.

mod follower;
mod tail;

pub use follower::Follower;
pub(crate) use tail::Tail;

use super::Event;

/// Which events a follower wants.
type Wanted = std::sync::Arc<dyn Fn(&Event) -> bool + Send + Sync>;
