//! Who looks after leads for which nobody was named: rules by where and whence a lead comes, which give them out in turn or
//! to whoever has the fewest.

mod choose;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod members;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub(crate) use choose::choose;
pub use loaders::LeadAssignmentRuleById;
pub use row::RuleRow;
pub use types::{LeadAssignmentMethod, LeadAssignmentRule, LeadAssignmentRuleRecord};

/// Rules of assignment, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct LeadAssignmentRuleKind;

impl Kind for LeadAssignmentRuleKind {
    const NAME: &'static str = "LeadAssignmentRule";
}

/// The id of a rule of assignment.
pub type RuleId = Id<LeadAssignmentRuleKind>;
