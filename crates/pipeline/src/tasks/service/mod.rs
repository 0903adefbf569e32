//! What is done with tasks: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod follow;
mod purge;
mod remove;
mod step;
mod update;

pub(crate) use create::{add, oneself, task_create};
pub(crate) use follow::task_due;
pub(crate) use purge::task_purge;
pub(crate) use remove::{task_delete, task_restore};
pub(crate) use step::{task_complete, task_reopen};
pub(crate) use update::task_update;

use diesel::MysqlConnection;
use rapport_contacts::{
    companies::{CompanyById, CompanyId},
    people::{ContactById, ContactId},
};
use rapport_db::DbError;
use rapport_graphql::{input::Violations, loader::Batch, path};
use rapport_kernel::{ApiError, Call, NewEvent};

use super::{TaskPriority, TaskRow};
use crate::deals::DealById;

/// The error for a task that the actor does not see, or that is not there: one and the same.
fn not_found() -> ApiError {
    ApiError::not_found("Task")
}

/// The event of this kind about a task. Its texts may name somebody: they stand apart from the log, and go with the person
/// whom it is about, or with the task.
pub(super) fn event(kind: &'static str, row: &TaskRow) -> NewEvent {
    let event = NewEvent::about(kind, row.id, row.version);
    match row.contact_id {
        Some(contact) => event.subject(contact),
        None => event.subject(row.id),
    }
}

/// Tells how the fields of the row changed.
fn tell(event: NewEvent, old: Option<&TaskRow>, new: &TaskRow) -> NewEvent {
    macro_rules! old {
        ($field:ident) => {
            old.and_then(|old| old.$field.clone())
        };
        ($field:ident as id) => {
            old.and_then(|old| old.$field).map(|id| id.to_global())
        };
    }
    let priority = |row: &TaskRow| rapport_contacts::kept::name(TaskPriority::of(row.priority));
    event
        .change("kind", old.map(|old| &old.kind), Some(&new.kind))
        .personal_change("title", old.map(|old| &old.title), Some(&new.title))
        .personal_change("description", old!(description), &new.description)
        .change("priority", old.map(priority), Some(priority(new)))
        .change("dueAt", old!(due_at), new.due_at)
        .change("remindAt", old!(remind_at), new.remind_at)
        .change("ownerId", old!(owner_id as id), new.owner_id.map(|id| id.to_global()))
        .change("contactId", old!(contact_id as id), new.contact_id.map(|id| id.to_global()))
        .change("companyId", old!(company_id as id), new.company_id.map(|id| id.to_global()))
        .change("dealId", old!(deal_id as id), new.deal_id.map(|id| id.to_global()))
        .change("status", old.map(|old| &old.status), Some(&new.status))
        .personal_change("result", old!(result), &new.result)
        .change("completedAt", old!(completed_at), new.completed_at)
}

/// Adds what is wrong with a task: what it is about must be there for who says so, and a reminder comes before the end.
/// What it was about already may stay.
fn check(
    conn: &mut MysqlConnection,
    call: &Call,
    old: Option<&TaskRow>,
    row: &TaskRow,
    violations: &mut Violations,
) -> Result<(), DbError> {
    if row.contact_id != old.and_then(|old| old.contact_id) {
        check_contact(conn, call, row.contact_id, violations)?;
    }
    if row.company_id != old.and_then(|old| old.company_id) {
        check_company(conn, call, row.company_id, violations)?;
    }
    if row.deal_id != old.and_then(|old| old.deal_id)
        && let Some(deal) = row.deal_id
        && DealById::load(conn, call, &[deal])?.is_empty()
    {
        violations.add(path!["input", "dealId"], "There is no such deal.");
    }
    if let (Some(remind), Some(due)) = (row.remind_at, row.due_at)
        && remind > due
    {
        violations.add(path!["input", "remindAt"], "A reminder comes before the task is due, or as it is.");
    }
    Ok(())
}

/// Adds what is wrong with a company that is not there.
pub(crate) fn check_company(
    conn: &mut MysqlConnection,
    call: &Call,
    company: Option<CompanyId>,
    violations: &mut Violations,
) -> Result<(), DbError> {
    if let Some(company) = company
        && CompanyById::load(conn, call, &[company])?.is_empty()
    {
        violations.add(path!["input", "companyId"], "There is no such company.");
    }
    Ok(())
}

/// Adds what is wrong with a person whom the actor does not see.
pub(crate) fn check_contact(
    conn: &mut MysqlConnection,
    call: &Call,
    contact: Option<ContactId>,
    violations: &mut Violations,
) -> Result<(), DbError> {
    if let Some(contact) = contact
        && ContactById::load(conn, call, &[contact])?.is_empty()
    {
        violations.add(path!["input", "contactId"], "There is no such person.");
    }
    Ok(())
}
