//! How tasks can be filtered and ordered.

use rapport_contacts::{companies::CompanyKind, kept, people::ContactKind, users::UserKind};
use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    Filter, FilterFields, Filtering, OrderBy, OrderField, OrderRoot,
    async_graphql::InputObject,
    filter::{DateTimeFilter, IdFilter, StringFilter},
    list::Served,
};
use rapport_kernel::ApiResult;

use super::{TaskKind, TaskNode, TaskPriority, TaskStatus, scope};
use crate::deals::DealKind;

/// The module's own keys of `TaskFilter`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TaskFilterFields {
    /// The task itself.
    id: Option<IdFilter>,
    /// What is to be done.
    title: Option<StringFilter>,
    /// One of these.
    kind: Option<Vec<TaskKind>>,
    /// One of these.
    priority: Option<Vec<TaskPriority>>,
    /// One of these.
    status: Option<Vec<TaskStatus>>,
    /// Who is to do it.
    owner: Option<IdFilter>,
    /// The person whom it is about.
    contact: Option<IdFilter>,
    /// The company that it is about.
    company: Option<IdFilter>,
    /// The deal that it is about.
    deal: Option<IdFilter>,
    /// When it is to be done; those without a due date never match.
    due_at: Option<DateTimeFilter>,
    /// Whether it is open and its due date has come.
    is_overdue: Option<bool>,
    /// When it was done; open tasks never match.
    completed_at: Option<DateTimeFilter>,
    /// When the task was first recorded.
    created_at: Option<DateTimeFilter>,
    /// True for deleted tasks instead of living ones.
    deleted: Option<bool>,
}

/// Which tasks to list.
pub type TaskFilter = Filter<TaskFilterFields>;

impl FilterFields for TaskFilterFields {
    const NAME: &'static str = "TaskFilter";

    fn conditions(&self, filtering: &Filtering<'_>) -> ApiResult<Vec<Sql>> {
        let mut all = Vec::new();
        all.extend(self.id.as_ref().map(|filter| filter.on::<TaskNode>("tasks.id")).transpose()?);
        all.extend(self.title.as_ref().map(|filter| filter.on("tasks.title")).transpose()?);
        // So many are all there are, however often each is named.
        if let Some(kinds) = &self.kind {
            let named = TaskKind::ALL.into_iter().filter(|kind| kinds.contains(kind)).map(kept::name);
            all.push(Sql::is_in("tasks.kind", named.map(|name| Value::Text(name.to_owned())).collect()));
        }
        if let Some(priorities) = &self.priority {
            let named = TaskPriority::ALL.into_iter().filter(|priority| priorities.contains(priority));
            let numbers = named.map(|priority| Value::Int(i64::from(priority.kept_as()))).collect();
            all.push(Sql::is_in("tasks.priority", numbers));
        }
        if let Some(statuses) = &self.status {
            let named = TaskStatus::ALL.into_iter().filter(|status| statuses.contains(status)).map(kept::name);
            all.push(Sql::is_in("tasks.status", named.map(|name| Value::Text(name.to_owned())).collect()));
        }
        all.extend(self.owner.as_ref().map(|filter| filter.on::<UserKind>("tasks.owner_id")).transpose()?);
        all.extend(self.contact.as_ref().map(|filter| filter.on::<ContactKind>("tasks.contact_id")).transpose()?);
        all.extend(self.company.as_ref().map(|filter| filter.on::<CompanyKind>("tasks.company_id")).transpose()?);
        all.extend(self.deal.as_ref().map(|filter| filter.on::<DealKind>("tasks.deal_id")).transpose()?);
        all.extend(self.due_at.as_ref().map(|filter| filter.on("tasks.due_at")));
        if let Some(is_overdue) = self.is_overdue {
            let now = filtering.call.clock.now();
            let overdue = Sql::text("(tasks.status = 'OPEN' AND tasks.due_at <= ").bind_now(now).push(")");
            all.push(if is_overdue { overdue } else { overdue.complement() });
        }
        all.extend(self.completed_at.as_ref().map(|filter| filter.on("tasks.completed_at")));
        all.extend(self.created_at.as_ref().map(|filter| filter.on("tasks.created_at")));
        if let Some(deleted) = self.deleted {
            all.push(if deleted { scope::deleted() } else { scope::living() });
        }
        Ok(all)
    }
}

impl TaskFilterFields {
    /// Whether the filter asks for deleted tasks.
    pub(crate) fn asks_for_deleted(&self) -> bool {
        self.deleted == Some(true)
    }
}

/// How tasks can be ordered.
#[derive(Debug)]
pub struct TaskOrders;

/// One term of an order of tasks.
pub type TaskOrder = OrderBy<TaskOrders>;

const fn field(name: &'static str, description: &'static str, expression: &'static str, nullable: bool) -> OrderField {
    OrderField { name, description, expression, nullable }
}

impl OrderRoot for TaskOrders {
    const NAME: &'static str = "TaskOrder";
    const ID: &'static str = "tasks.id";
    const SCOPED: bool = true;
    const SERVED: &'static [Served] = &[
        Served::whole(&[], "tasks_by_id"),
        Served::whole(&["TITLE"], "tasks_by_title"),
        Served::whole(&["DUE_AT"], "tasks_by_due_at"),
        Served::whole(&["PRIORITY"], "tasks_by_priority"),
        Served::whole(&["COMPLETED_AT"], "tasks_by_completed_at"),
        Served::whole(&["CREATED_AT"], "tasks_by_created_at"),
        Served::whole(&["UPDATED_AT"], "tasks_by_updated_at"),
        Served::one("title", &[], "tasks_by_title"),
        Served::one("status", &[], "tasks_by_status"),
        Served::one("status", &["DUE_AT"], "tasks_by_status_and_due_at"),
        Served::one("isOverdue", &["DUE_AT"], "tasks_by_status_and_due_at"),
        Served::one("owner", &[], "tasks_by_owner"),
        Served::one("owner", &["DUE_AT"], "tasks_by_owner_and_due_at"),
        Served::one("contact", &["DUE_AT"], "tasks_by_contact"),
        Served::one("company", &["DUE_AT"], "tasks_by_company"),
        Served::one("deal", &["DUE_AT"], "tasks_by_deal"),
    ];
    const FIELDS: &'static [OrderField] = &[
        field("ID", "The id, which grows in the order in which records were made.", "tasks.id", false),
        field("TITLE", "What is to be done.", "tasks.title", false),
        field("DUE_AT", "When it is to be done at the latest.", "tasks.due_at", true),
        field("PRIORITY", "How much depends on it: from low to high.", "tasks.priority", false),
        field("COMPLETED_AT", "When it was done.", "tasks.completed_at", true),
        field("CREATED_AT", "When the task was first recorded.", "tasks.created_at", false),
        field("UPDATED_AT", "When the task was last changed.", "tasks.updated_at", false),
    ];
}
