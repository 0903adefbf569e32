//! A task as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::{companies::CompanyId, kept, people::ContactId, users::UserId};
use serde::{Deserialize, Serialize};

use super::{TaskId, TaskKind, TaskPriority, TaskStatus, alarm};
use crate::{cadences::CadenceRunId, deals::DealId, schema::tasks};

/// A row of `tasks`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = tasks, check_for_backend(diesel::mysql::Mysql))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct TaskRow {
    pub id: TaskId,
    pub version: u32,
    pub kind: String,
    pub title: String,
    pub description: Option<String>,
    pub priority: u8,
    pub due_at: Option<NaiveDateTime>,
    pub remind_at: Option<NaiveDateTime>,
    pub owner_id: Option<UserId>,
    pub contact_id: Option<ContactId>,
    pub company_id: Option<CompanyId>,
    pub deal_id: Option<DealId>,
    pub status: String,
    pub result: Option<String>,
    pub completed_at: Option<NaiveDateTime>,
    pub reminded_at: Option<NaiveDateTime>,
    pub due_told_at: Option<NaiveDateTime>,
    pub alarm_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
    pub cadence_run_id: Option<CadenceRunId>,
    pub cadence_step: Option<u32>,
}

/// The columns of [`TaskRow`], in its order.
pub(crate) const COLUMNS: &str = "tasks.id, tasks.version, tasks.kind, tasks.title, tasks.description, tasks.priority, \
     tasks.due_at, tasks.remind_at, tasks.owner_id, tasks.contact_id, tasks.company_id, tasks.deal_id, tasks.status, \
     tasks.result, tasks.completed_at, tasks.reminded_at, tasks.due_told_at, tasks.alarm_at, tasks.created_at, \
     tasks.updated_at, tasks.deleted_at, tasks.cadence_run_id, tasks.cadence_step";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<TaskRow, diesel::mysql::Mysql>>;

impl TaskRow {
    /// A task of which nothing is known yet.
    pub(crate) fn new(now: NaiveDateTime) -> Self {
        Self {
            id: TaskId::new(),
            version: 1,
            kind: kept::name(TaskKind::Todo).to_owned(),
            title: String::new(),
            description: None,
            priority: TaskPriority::Normal.kept_as(),
            due_at: None,
            remind_at: None,
            owner_id: None,
            contact_id: None,
            company_id: None,
            deal_id: None,
            status: kept::name(TaskStatus::Open).to_owned(),
            result: None,
            completed_at: None,
            reminded_at: None,
            due_told_at: None,
            alarm_at: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            cadence_run_id: None,
            cadence_step: None,
        }
    }

    /// How it stands.
    pub(crate) fn status(&self) -> TaskStatus {
        // The column is written by this program alone.
        kept::value(&self.status).unwrap_or_default()
    }

    /// Says how it stands.
    pub(crate) fn set_status(&mut self, status: TaskStatus) {
        kept::name(status).clone_into(&mut self.status);
    }

    /// The task again, one version later, as it differs from what it was.
    pub(crate) fn changed(&mut self, old: &Self, now: NaiveDateTime) {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
        // Another moment is yet to be told.
        if self.remind_at != old.remind_at {
            self.reminded_at = None;
        }
        if self.due_at != old.due_at {
            self.due_told_at = None;
        }
        self.set_alarm();
    }

    /// Says of which moment the owner is told next.
    pub(crate) fn set_alarm(&mut self) {
        self.alarm_at = alarm::next(self).map(|(_, at)| at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&tasks::table.select(TaskRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
