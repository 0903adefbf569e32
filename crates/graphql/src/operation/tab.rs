//! What an operation takes out of its actor's budget, and gives back.

use rapport_kernel::Clock;

use super::{
    budget::{Budget, Taken},
    told::Told,
};

/// What an operation has taken out of its actor's budget.
pub(super) struct Tab<'a> {
    /// What was asked for.
    pub(super) cost: u64,
    pub(super) clock: Clock,
    pub(super) taken: Option<(&'a Budget, Taken)>,
}

impl Tab<'_> {
    /// Gives back what was not used.
    pub(super) fn settle(&self, used: u64) -> Told {
        let left =
            self.taken.as_ref().map(|(budget, taken)| (budget.settle(taken, used, self.clock.now()), budget.rate()));
        Told { requested: self.cost, actual: used, left }
    }
}
