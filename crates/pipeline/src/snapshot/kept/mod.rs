//! The snapshot for now, kept from the event log.
//!
//! [`Keeper`] follows the log: for each event of a deal it takes what the deal was out of the counters and puts what it is
//! by then into them, and writes down the number up to which it came in the same transaction. So the counters are what
//! the deals were as of that number, never something between two events, and [`read`] reads both in one statement. What a deal
//! was is known from `snapshot_deals`, which is kept alike: an event tells only what changed.
//!
//! They are counted for everybody, and for each who looks after deals: whoever sees only some reads their own.
//!
//! [`fill`] makes them from the deals where there is nothing as yet: for data from before, and for demo data, which
//! have no events. Events that are in these deals already are known by the deals' versions, and count only once.

mod apply;
mod facts;
mod fill;
mod keeper;
pub(crate) mod read;
mod write;

pub use fill::forget;
pub use keeper::Keeper;
