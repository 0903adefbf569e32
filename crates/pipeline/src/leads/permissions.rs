//! What may be done with leads, and by whom.

use rapport_kernel::{
    Permission,
    Role::{Admin, Analyst, Manager, Marketer, Rep, Support},
};

/// Read leads within the row scope, and the rules by which they are assigned.
pub const READ: Permission = Permission {
    name: "leads.read",
    description: "Read leads within the row scope, and the rules by which they are assigned.",
    roles: &[Admin, Manager, Rep, Marketer, Support, Analyst],
};

/// Create, change, convert and restore leads.
pub const WRITE: Permission = Permission {
    name: "leads.write",
    description: "Create, change, convert and restore leads, within the row scope.",
    roles: &[Admin, Manager, Rep],
};

/// Capture leads, and nothing else: what a form of a website needs.
pub const CAPTURE: Permission = Permission {
    name: "leads.capture",
    description: "Capture leads. It reads nothing: an API key with this alone can be given to a website.",
    roles: &[Admin, Manager, Rep, Marketer, Support],
};

/// Delete leads, which can be restored.
pub const DELETE: Permission = Permission {
    name: "leads.delete",
    description: "Delete leads, which can be restored, within the row scope.",
    roles: &[Admin, Manager, Rep],
};

/// Remove leads for good.
pub const PURGE: Permission =
    Permission { name: "leads.purge", description: "Remove leads for good.", roles: &[Admin] };

/// Say by which rules leads are assigned.
pub const MANAGE: Permission = Permission {
    name: "leads.manage",
    description: "Create, change and delete the rules by which leads are assigned.",
    roles: &[Admin, Manager],
};
