//! Account care, as clients see it.

use chrono::Datelike;
use rapport_contacts::{
    companies::{CompanyById, CompanyId, CompanyRecord},
    people::{ContactById, ContactId, ContactRecord},
};
use rapport_graphql::{
    Open, Record, Related, Timestamp,
    async_graphql::{Enum, SimpleObject},
    open::relation::{Relation, one},
};
use rapport_kernel::Id;
use uuid::Uuid;

use super::{position::Position, repo::Row};
use crate::tasks::{TaskById, TaskId, TaskRecord};

/// What an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AccountKind {
    /// A person.
    Contact,
    /// A company.
    Company,
}
rapport_graphql::plain_enum!(AccountKind);

/// A person or a company of an owner, and what was and is to be done about them.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "AccountCare", relations)]
pub struct AccountCareRecord {
    /// What it is.
    pub kind: AccountKind,
    /// When the last interaction was with the person, or with one of the people of the company; null when there was none.
    pub last_touch_at: Option<Timestamp>,
    /// How many open tasks about them are overdue, as far as you may see them.
    pub overdue_tasks: i64,
    /// How many promises to them are broken, as far as you may see them.
    pub overdue_commitments: i64,
    #[graphql(skip)]
    person: Option<ContactId>,
    #[graphql(skip)]
    firm: Option<CompanyId>,
    #[graphql(skip)]
    next: Option<TaskId>,
    #[graphql(skip)]
    position: Position,
}

/// Account care, open to other modules.
pub type AccountCare = Open<AccountCareRecord>;

impl AccountCareRecord {
    /// An account out of its row.
    pub(super) fn of((is_company, id, touched_at, next, overdue_tasks, overdue_commitments): Row) -> Self {
        let id = Uuid::from_slice(&id).unwrap_or_default();
        let kind = if is_company == 0 { AccountKind::Contact } else { AccountKind::Company };
        // Those that were never touched stand at the beginning of the year 1000.
        let was_touched = touched_at.year() > 1000;
        Self {
            kind,
            last_touch_at: was_touched.then_some(Timestamp(touched_at)),
            overdue_tasks,
            overdue_commitments,
            person: (kind == AccountKind::Contact).then(|| Id::from_uuid(id)),
            firm: (kind == AccountKind::Company).then(|| Id::from_uuid(id)),
            next,
            position: Position { touched_at, id },
        }
    }

    /// From where a page goes on after it.
    pub(super) const fn position(&self) -> Position {
        self.position
    }
}

impl Related for AccountCareRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, ContactById, ContactRecord>("contact", "The person, where it is one.", |care| care.person),
            one::<Self, CompanyById, CompanyRecord>("company", "The company, where it is one.", |care| care.firm),
            one::<Self, TaskById, TaskRecord>(
                "nextStep",
                "The open task about them that is due first, as far as you may see it; null when nothing is planned.",
                |care| care.next,
            ),
        ]
    }
}

/// Accounts of an owner, page by page.
#[derive(SimpleObject)]
pub(crate) struct AccountCarePage {
    /// The accounts, the neglected first: those that were never touched, then those whose last interaction is longest ago.
    pub(super) nodes: Vec<AccountCare>,
    /// Hand this to `after` for the next page; null when there is none.
    pub(super) next_after: Option<String>,
}
