//! Reports of what was sold: deals by when they were closed, in groups. What becomes of deals by when they began is
//! told by [`crate::funnel`].

mod converted;
mod count;
mod grouping;
pub(crate) mod queries;
mod tally;
pub(crate) mod touches;
mod types;

/// What a report costs: it counts every deal that was closed in the period.
pub(crate) const WEIGHT: u64 = 200;
