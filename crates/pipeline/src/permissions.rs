//! What may be allowed in this module, and to whom.

use rapport_kernel::{
    Permission,
    Role::{Admin, Analyst, Manager, Marketer, Partner, Rep, Support},
};

use crate::{leads::permissions as leads, scoring::permissions as scoring};

/// Read pipelines, stages, and deals within the row scope.
pub const READ: Permission = Permission {
    name: "pipeline.read",
    description: "Read pipelines and stages, the catalogue, partners, and how many deals are in each stage.",
    roles: &[Admin, Manager, Rep, Marketer, Support, Analyst],
};

/// Read deals within the row scope. Unlike the others, partners have this one: of the deals that are shared with them.
pub const READ_DEALS: Permission = Permission {
    name: "pipeline.deals",
    description: "Read and follow deals within the row scope; partners those that are shared with them.",
    roles: &[Admin, Manager, Rep, Marketer, Support, Analyst, Partner],
};

/// Share deals with partners.
pub const SHARE: Permission = Permission {
    name: "pipeline.share",
    description: "Share deals with partners, within the row scope.",
    roles: &[Admin, Manager, Rep],
};

/// Record and change partners.
pub const PARTNERS: Permission = Permission {
    name: "pipeline.partners",
    description: "Create, change, delete and restore partners, and say who acts for them.",
    roles: &[Admin, Manager],
};

/// Create, change, move, win, lose and restore deals.
pub const WRITE: Permission = Permission {
    name: "pipeline.write",
    description: "Create, change, move, win, lose, reopen and restore deals, within the row scope.",
    roles: &[Admin, Manager, Rep],
};

/// Give a deal, a lead or a task to another owner.
pub const ASSIGN: Permission = Permission {
    name: "pipeline.assign",
    description: "Give a deal, a lead, a task or a commitment to another owner.",
    roles: &[Admin, Manager],
};

/// Record and change tasks and commitments.
pub const TASKS: Permission = Permission {
    name: "pipeline.tasks",
    description: "Record, change, complete, delete and restore tasks and commitments, within the row scope.",
    roles: &[Admin, Manager, Rep, Marketer, Support],
};

/// Delete deals, which can be restored.
pub const DELETE: Permission = Permission {
    name: "pipeline.delete",
    description: "Delete deals, which can be restored, within the row scope.",
    roles: &[Admin, Manager, Rep],
};

/// Remove deals for good.
pub const PURGE: Permission = Permission {
    name: "pipeline.purge",
    description: "Remove deals for good, with their stays in stages, tasks, and orders with their payments.",
    roles: &[Admin],
};

/// Create and change pipelines and their stages, and set quotas.
pub const MANAGE: Permission = Permission {
    name: "pipeline.manage",
    description: "Create and change pipelines and their stages, and set quotas.",
    roles: &[Admin, Manager],
};

/// Create and change products and price books.
pub const CATALOGUE: Permission = Permission {
    name: "pipeline.catalogue",
    description: "Create, change, delete and restore products and price books.",
    roles: &[Admin, Manager],
};

/// Set and remove exchange rates.
pub const RATES: Permission = Permission {
    name: "pipeline.exchange_rates",
    description: "Set and remove exchange rates, by which reports convert amounts.",
    roles: &[Admin],
};

/// Read what products cost whoever sells them, and what deals earn.
pub const MARGIN: Permission = Permission {
    name: "pipeline.margin",
    description: "Read what products cost whoever sells them, and what deals earn.",
    roles: &[Admin, Manager, Analyst],
};

/// Make and change webhooks.
pub const WEBHOOKS: Permission = Permission {
    name: "pipeline.webhooks",
    description: "Make and change webhooks, which are told of deals with the rights of whose they are: one's own, or all for \
                  who sees all deals.",
    roles: &[Admin, Manager, Partner],
};

/// Read orders within the row scope, with what was paid. Partners see none.
pub const READ_ORDERS: Permission = Permission {
    name: "pipeline.orders",
    description: "Read orders and quotes within the row scope, with what was paid.",
    roles: &[Admin, Manager, Rep, Marketer, Support, Analyst],
};

/// Place and change orders, and record what is paid for them.
pub const SELL: Permission = Permission {
    name: "pipeline.sell",
    description: "Make quotes, place, change and cancel orders and record payments, within the row scope.",
    roles: &[Admin, Manager, Rep],
};

/// Pay back, and delete orders.
pub const REFUND: Permission = Permission {
    name: "pipeline.refund",
    description: "Pay back what was paid, delete and restore orders, within the row scope.",
    roles: &[Admin, Manager],
};

/// All of them, for the manifest.
pub const ALL: &[Permission] = &[
    READ,
    READ_DEALS,
    SHARE,
    PARTNERS,
    WRITE,
    ASSIGN,
    TASKS,
    DELETE,
    PURGE,
    MANAGE,
    CATALOGUE,
    RATES,
    MARGIN,
    WEBHOOKS,
    READ_ORDERS,
    SELL,
    REFUND,
    leads::READ,
    leads::WRITE,
    leads::CAPTURE,
    leads::DELETE,
    leads::PURGE,
    leads::MANAGE,
    scoring::MANAGE,
];
