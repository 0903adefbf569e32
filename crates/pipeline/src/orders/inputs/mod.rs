//! What clients say of an order, checked as a whole: every bad field is reported at once.

mod changes;
mod create;
mod update;

pub(crate) use changes::OrderChanges;
pub(crate) use create::CreateOrderInput;
pub(crate) use update::UpdateOrderInput;

/// How long a note is at most.
pub(crate) const LONGEST_NOTE: usize = 2_000;
/// How long a reason is at most.
pub(crate) const LONGEST_REASON: usize = 500;
