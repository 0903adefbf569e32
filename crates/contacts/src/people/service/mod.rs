//! What is done with people: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod follow;
mod lists;
mod purge;
mod remove;
mod tell;
mod unique;
mod update;

pub(crate) use create::{contact_create, contacts_create, contacts_write, write};
pub(crate) use follow::contact_updates;
pub(crate) use purge::contact_purge;
pub(crate) use remove::{contact_delete, contact_restore};
use tell::tell;
pub(crate) use update::contact_update;

use rapport_kernel::ApiError;

use super::{ContactId, ContactRow};
pub(crate) use crate::{ownership::check_owner, version::check_version};

/// The error for a person whom the actor does not see, or who is not there: one and the same.
pub(crate) fn not_found() -> ApiError {
    ApiError::not_found("Contact")
}

/// The person again, one version later.
fn bump(row: &mut ContactRow, now: chrono::NaiveDateTime) {
    row.version = row.version.saturating_add(1);
    row.updated_at = now;
}

/// The event of this kind about a person.
fn event(kind: &'static str, row: &ContactRow) -> rapport_kernel::NewEvent {
    let id: ContactId = row.id;
    rapport_kernel::NewEvent::about(kind, id, row.version).subject(id)
}
