//! What clients say of a deal, checked as a whole: every bad field is reported at once.

mod changes;
mod create;
mod step;
mod update;

pub(crate) use changes::DealChanges;
pub(crate) use create::{CreateDealInput, Start};
pub(crate) use step::{LoseDealInput, MoveDealInput, ReopenDealInput, Step, WinDealInput};
pub(crate) use update::UpdateDealInput;

/// How long a title is at most.
pub(crate) const LONGEST_TITLE: usize = 200;
/// How long the reason of a loss is at most.
pub(crate) const LONGEST_REASON: usize = 500;
