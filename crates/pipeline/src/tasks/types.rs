//! A task, as clients see one.

use rapport_contacts::{
    companies::{CompanyById, CompanyId, CompanyRecord},
    kept,
    people::{ContactById, ContactId, ContactRecord},
    users::{UserById, UserId, UserRecord},
};
use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, one},
};
use rapport_kernel::ApiResult;

use super::{TaskId, TaskNode, TaskRow};
use crate::{
    cadences::CadenceRunId,
    deals::{DealById, DealId, DealRecord},
    permissions,
};

/// What kind of thing is to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TaskKind {
    /// Talk on the phone.
    Call,
    /// Write an e-mail.
    Email,
    /// Meet, in a room or on a screen.
    Meeting,
    /// Go to see the customer.
    Visit,
    /// Write a letter or a message on another channel.
    Message,
    /// Anything else.
    #[default]
    Todo,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Call, Self::Email, Self::Meeting, Self::Visit, Self::Message, Self::Todo];
}

/// How much depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TaskPriority {
    /// It can wait.
    Low,
    /// As most.
    #[default]
    Normal,
    /// It goes before others.
    High,
}

impl TaskPriority {
    /// Every priority.
    pub const ALL: [Self; 3] = [Self::Low, Self::Normal, Self::High];

    /// As it is kept: a number, so that the database orders by it.
    pub(crate) const fn kept_as(self) -> u8 {
        match self {
            Self::Low => 1,
            Self::Normal => 2,
            Self::High => 3,
        }
    }

    pub(crate) const fn of(kept: u8) -> Self {
        match kept {
            1 => Self::Low,
            3 => Self::High,
            _ => Self::Normal,
        }
    }
}

/// How a task stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TaskStatus {
    /// It is still to be done.
    #[default]
    Open,
    /// It was done.
    Done,
}

impl TaskStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Open, Self::Done];
}
rapport_graphql::plain_enum!(TaskKind, TaskPriority, TaskStatus);

/// A task: something to be done.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Task", relations)]
pub struct TaskRecord {
    /// The global id.
    pub id: GlobalId<TaskNode>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// What kind of thing is to be done.
    pub kind: TaskKind,
    /// What is to be done.
    pub title: String,
    /// What there is to know for it.
    pub description: Option<String>,
    /// How much depends on it.
    pub priority: TaskPriority,
    /// When it is to be done at the latest.
    pub due_at: Option<Timestamp>,
    /// When its owner wants to be reminded of it.
    pub remind_at: Option<Timestamp>,
    /// How it stands.
    pub status: TaskStatus,
    /// What came of it; null while it is open, and when nobody said.
    pub result: Option<String>,
    /// When it was done; null while it is open.
    pub completed_at: Option<Timestamp>,
    /// When the task was first recorded.
    pub created_at: Timestamp,
    /// When the task was last changed.
    pub updated_at: Timestamp,
    /// When the task was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    task: TaskId,
    #[graphql(skip)]
    owned_by: Option<UserId>,
    #[graphql(skip)]
    about_contact: Option<ContactId>,
    #[graphql(skip)]
    about_company: Option<CompanyId>,
    #[graphql(skip)]
    about_deal: Option<DealId>,
    #[graphql(skip)]
    made_by: Option<CadenceRunId>,
}

/// A task, open to other modules.
pub type Task = Open<TaskRecord>;

impl From<TaskRow> for TaskRecord {
    fn from(row: TaskRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            kind: kept::value(&row.kind).unwrap_or_default(),
            status: row.status(),
            title: row.title,
            description: row.description,
            priority: TaskPriority::of(row.priority),
            due_at: row.due_at.map(Timestamp),
            remind_at: row.remind_at.map(Timestamp),
            result: row.result,
            completed_at: row.completed_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            task: row.id,
            owned_by: row.owner_id,
            about_contact: row.contact_id,
            about_company: row.company_id,
            about_deal: row.deal_id,
            made_by: row.cadence_run_id,
        }
    }
}

impl TaskRecord {
    /// The id, for modules that add to tasks.
    #[must_use]
    pub const fn task_id(&self) -> TaskId {
        self.task
    }

    /// The cadence on its way that made it.
    pub(crate) const fn cadence_run_id(&self) -> Option<CadenceRunId> {
        self.made_by
    }
}

impl Related for TaskRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, UserById, UserRecord>("owner", "Who is to do it; null when nobody is.", |task| task.owned_by),
            one::<Self, ContactById, ContactRecord>(
                "contact",
                "The person whom it is about; null without one, and for one who is deleted or whom you may not see.",
                |task| task.about_contact,
            ),
            one::<Self, CompanyById, CompanyRecord>(
                "company",
                "The company that it is about; null without one, and for one that is deleted.",
                |task| task.about_company,
            ),
            one::<Self, DealById, DealRecord>(
                "deal",
                "The deal that it is about; null without one, and for one that is deleted or that you may not see.",
                |task| task.about_deal,
            ),
        ]
    }
}

/// A task: something to be done.
#[ComplexObject]
impl TaskRecord {
    /// Whether it is open and its due date has come.
    async fn is_overdue(&self, ctx: &Context<'_>) -> ApiResult<bool> {
        let now = ctx.call()?.clock.now();
        let is_open = self.status == TaskStatus::Open && self.deleted_at.is_none();
        Ok(is_open && self.due_at.is_some_and(|due| due.0 <= now))
    }

    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        // Whoever sees the task sees its title.
        let shows_personal = true;
        events_of_record(ctx, self.task.uuid(), first, before, shows_personal).await.map(Some)
    }
}
