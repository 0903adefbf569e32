//! What may be done with scores, and by whom.

use rapport_kernel::{
    Permission,
    Role::{Admin, Analyst},
};

/// Train models, and say by which rules scores are counted.
pub const MANAGE: Permission = Permission {
    name: "scoring.manage",
    description: "Train models of scores out of the outcomes of all deals, and see how good they are deal by deal.",
    roles: &[Admin, Analyst],
};
