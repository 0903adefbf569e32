//! What clients say of a task, checked as a whole: every bad field is reported at once.

use chrono::NaiveDateTime;
use rapport_contacts::{
    companies::CompanyId,
    fields::{Change, Fields},
    kept,
    people::ContactId,
    text::{self, Lines},
    users::UserId,
};
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult, InputPath};

use super::{TaskId, TaskKind, TaskPriority, TaskRow};
use crate::deals::DealId;

/// How long a title is at most.
pub(crate) const LONGEST_TITLE: usize = 200;
/// How long a description or a result is at most.
pub(crate) const LONGEST_TEXT: usize = 5_000;

/// A task to be recorded.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CreateTaskInput {
    /// What kind of thing is to be done: TODO, when nothing is said.
    pub(crate) kind: Option<TaskKind>,
    /// What is to be done, at most 200 characters.
    pub(crate) title: String,
    /// What there is to know for it, at most 5,000 characters.
    pub(crate) description: Option<String>,
    /// How much depends on it: NORMAL, when nothing is said.
    pub(crate) priority: Option<TaskPriority>,
    /// When it is to be done at the latest.
    pub(crate) due_at: Option<Timestamp>,
    /// When its owner wants to be reminded of it: not after it is due.
    pub(crate) remind_at: Option<Timestamp>,
    /// Who is to do it: you, when nothing is said and you are a user here.
    pub(crate) owner_id: Option<ID>,
    /// The person whom it is about.
    pub(crate) contact_id: Option<ID>,
    /// The company that it is about.
    pub(crate) company_id: Option<ID>,
    /// The deal that it is about.
    pub(crate) deal_id: Option<ID>,
}

/// Changes to a task. What is left out stays; null or an empty text removes, except for the title.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct UpdateTaskInput {
    /// The task.
    pub(crate) id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// What kind of thing is to be done. Null stays too.
    pub(crate) kind: Option<TaskKind>,
    /// What is to be done, at most 200 characters. It cannot be removed.
    pub(crate) title: MaybeUndefined<String>,
    /// What there is to know for it, at most 5,000 characters.
    pub(crate) description: MaybeUndefined<String>,
    /// How much depends on it. Null stays too.
    pub(crate) priority: Option<TaskPriority>,
    /// When it is to be done at the latest. Its owner is told of another date when that comes.
    pub(crate) due_at: MaybeUndefined<Timestamp>,
    /// When its owner wants to be reminded of it: not after it is due.
    pub(crate) remind_at: MaybeUndefined<Timestamp>,
    /// Who is to do it.
    pub(crate) owner_id: MaybeUndefined<ID>,
    /// The person whom it is about.
    pub(crate) contact_id: MaybeUndefined<ID>,
    /// The company that it is about.
    pub(crate) company_id: MaybeUndefined<ID>,
    /// The deal that it is about.
    pub(crate) deal_id: MaybeUndefined<ID>,
}

/// A task that was done.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CompleteTaskInput {
    /// The task.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// What came of it, at most 5,000 characters.
    pub(crate) result: Option<String>,
}

/// Which task, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct TaskIdInput {
    /// The task.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// Changes to a task, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct TaskChanges {
    pub(crate) kind: Option<TaskKind>,
    pub(crate) title: Option<String>,
    pub(crate) description: Change<String>,
    pub(crate) priority: Option<TaskPriority>,
    pub(crate) due_at: Change<NaiveDateTime>,
    pub(crate) remind_at: Change<NaiveDateTime>,
    pub(crate) owner: Change<UserId>,
    pub(crate) contact: Change<ContactId>,
    pub(crate) company: Change<CompanyId>,
    pub(crate) deal: Change<DealId>,
}

impl TaskChanges {
    /// Makes the changes to the row.
    pub(crate) fn apply(&self, row: &mut TaskRow) {
        if let Some(kind) = self.kind {
            kept::name(kind).clone_into(&mut row.kind);
        }
        if let Some(title) = &self.title {
            row.title.clone_from(title);
        }
        if let Some(description) = &self.description {
            row.description.clone_from(description);
        }
        row.priority = self.priority.map_or(row.priority, TaskPriority::kept_as);
        row.due_at = self.due_at.unwrap_or(row.due_at);
        row.remind_at = self.remind_at.unwrap_or(row.remind_at);
        row.owner_id = self.owner.unwrap_or(row.owner_id);
        row.contact_id = self.contact.unwrap_or(row.contact_id);
        row.company_id = self.company.unwrap_or(row.company_id);
        row.deal_id = self.deal.unwrap_or(row.deal_id);
    }
}

impl CreateTaskInput {
    /// Checks the input: a creation is a change to a task of which nothing is known. What is null was not said.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<TaskChanges> {
        let mut violations = Violations::new();
        let input = UpdateTaskInput {
            id: ID::default(),
            expected_version: None,
            kind: self.kind,
            title: MaybeUndefined::Value(self.title),
            description: self.description.map(Some).into(),
            priority: self.priority,
            due_at: self.due_at.map(Some).into(),
            remind_at: self.remind_at.map(Some).into(),
            owner_id: self.owner_id.map(Some).into(),
            contact_id: self.contact_id.map(Some).into(),
            company_id: self.company_id.map(Some).into(),
            deal_id: self.deal_id.map(Some).into(),
        };
        let changes = input.changes(&mut violations);
        violations.check()?;
        Ok(changes)
    }
}

impl UpdateTaskInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(TaskId, TaskChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("Task"))?, changes))
    }

    fn changes(&self, violations: &mut Violations) -> TaskChanges {
        let fields = &mut Fields::at(violations, path!["input"]);
        let moment = |said: &MaybeUndefined<Timestamp>| said.as_opt_ref().map(|at| at.map(|at| at.0));
        TaskChanges {
            kind: self.kind,
            title: self.title.as_opt_deref().and_then(|title| {
                let path = fields.path("title");
                text::required(fields.violations, path, title.unwrap_or_default(), LONGEST_TITLE)
            }),
            description: self.description.as_opt_deref().map(|said| {
                let path = fields.path("description");
                several_lines(fields.violations, path, said)
            }),
            priority: self.priority,
            due_at: moment(&self.due_at),
            remind_at: moment(&self.remind_at),
            owner: fields.id("ownerId", &self.owner_id),
            contact: fields.id("contactId", &self.contact_id),
            company: fields.id("companyId", &self.company_id),
            deal: fields.id("dealId", &self.deal_id),
        }
    }
}

impl CompleteTaskInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(TaskId, Option<String>)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let result = several_lines(&mut violations, path!["input", "result"], self.result.as_deref());
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("Task"))?, result))
    }
}

fn several_lines(violations: &mut Violations, path: InputPath, said: Option<&str>) -> Option<String> {
    text::optional(violations, path, said, LONGEST_TEXT, Lines::Many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let nobody = || Some(ID::from("nobody"));
        let input = CreateTaskInput {
            title: "x".repeat(LONGEST_TITLE + 1),
            description: Some("x".repeat(LONGEST_TEXT + 1)),
            owner_id: nobody(),
            contact_id: nobody(),
            company_id: nobody(),
            deal_id: nobody(),
            ..CreateTaskInput::default()
        };
        assert_eq!(input.validate().unwrap_err().violations.len(), 6);
        let id = UserId::new().to_global();
        let input = CompleteTaskInput { id: ID(id), expected_version: None, result: Some("\u{0}".to_owned()) };
        assert_eq!(input.validate().unwrap_err().violations.len(), 2, "a user is no task");
    }
}
