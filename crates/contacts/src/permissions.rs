//! What may be allowed in this module, and to whom.

use rapport_kernel::{
    Permission,
    Role::{Admin, Analyst, Manager, Marketer, Rep, Support},
};

/// Read people, companies, affiliations, interactions, customer events and colleagues, within the row scope.
pub const READ: Permission = Permission {
    name: "contacts.read",
    description: "Read people, companies, affiliations, interactions, customer events and colleagues, within the row scope.",
    roles: &[Admin, Manager, Rep, Marketer, Support, Analyst],
};

/// See how a person can be reached, and personal values in a history.
pub const READ_CONTACT_POINTS: Permission = Permission {
    name: "contacts.read_contact_points",
    description: "See how a person can be reached: e-mails, phones, addresses, social accounts; the birth date and gender; filter by them; and personal values in a history.",
    roles: &[Admin, Manager, Rep, Marketer, Support],
};

/// Create, change and restore people, companies and affiliations.
pub const WRITE: Permission = Permission {
    name: "contacts.write",
    description: "Create, change and restore people, companies, households and affiliations, within the row scope.",
    roles: &[Admin, Manager, Rep, Support],
};

/// Give a record to another owner.
pub const ASSIGN: Permission = Permission {
    name: "contacts.assign",
    description: "Give a person or company to another owner.",
    roles: &[Admin, Manager],
};

/// Delete people and companies, which can be restored, and affiliations.
pub const DELETE: Permission = Permission {
    name: "contacts.delete",
    description: "Delete people and companies, which can be restored, households and affiliations, within the row scope.",
    roles: &[Admin, Manager, Rep],
};

/// Remove people and companies for good, with all that is kept about them.
pub const PURGE: Permission = Permission {
    name: "contacts.purge",
    description: "Remove people and companies for good, with all that is kept about them.",
    roles: &[Admin],
};

/// Record, change and delete interactions with people; record customer events.
pub const INTERACT: Permission = Permission {
    name: "contacts.interact",
    description: "Record, change and delete interactions with people, and record customer events, within the row scope.",
    roles: &[Admin, Manager, Rep, Support],
};

/// Register, change and retire types of customer events.
pub const MANAGE_EVENT_TYPES: Permission = Permission {
    name: "contacts.manage_event_types",
    description: "Register, change and retire types of customer events.",
    roles: &[Admin],
};

/// Record and change users and teams.
pub const MANAGE_USERS: Permission =
    Permission { name: "contacts.manage_users", description: "Record and change users and teams.", roles: &[Admin] };

/// See, make and revoke API keys.
pub const MANAGE_API_KEYS: Permission =
    Permission { name: "contacts.manage_api_keys", description: "See, make and revoke API keys.", roles: &[Admin] };

/// All of them, for the manifest.
pub const ALL: &[Permission] = &[
    READ,
    READ_CONTACT_POINTS,
    WRITE,
    ASSIGN,
    DELETE,
    PURGE,
    INTERACT,
    MANAGE_EVENT_TYPES,
    MANAGE_USERS,
    MANAGE_API_KEYS,
];
