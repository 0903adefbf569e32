//! What is done with affiliations: each operation authorises, validates, decides and writes in one transaction.
//!
//! The person is locked first, always: so the changes to one person's affiliations come one after the other, and two
//! of them cannot both become the primary one.

mod create;
mod delete;
mod primary;
mod update;

pub(crate) use create::{affiliation_create, affiliations_create, write};
pub(crate) use delete::affiliation_delete;
pub(crate) use update::affiliation_update;

use rapport_db::{DbError, Tx};
use rapport_kernel::{ApiError, NewEvent};

use super::{AffiliationId, AffiliationRow, repo};
use crate::people;

/// The error for an affiliation that is not there, or of a person whom the actor does not see: one and the same.
fn not_found() -> ApiError {
    ApiError::not_found("Affiliation")
}

/// An affiliation of a living person whom the actor sees, and the person's others; all locked.
fn lock(tx: &mut Tx<'_>, id: AffiliationId) -> Result<(AffiliationRow, Vec<AffiliationRow>), DbError> {
    let actor = &tx.call().actor;
    let contact = repo::contact_of(tx, id)?.ok_or_else(not_found)?;
    people::repo::lock(tx, actor, contact, people::scope::living())?.ok_or_else(not_found)?;
    let (own, others): (Vec<_>, Vec<_>) = repo::lock_of_contact(tx, contact)?.into_iter().partition(|row| row.id == id);
    // None, if it was deleted before the person was locked.
    let row = own.into_iter().next().ok_or_else(not_found)?;
    Ok((row, others))
}

/// The affiliation again, one version later.
fn bump(row: &mut AffiliationRow, now: chrono::NaiveDateTime) {
    row.version = row.version.saturating_add(1);
    row.updated_at = now;
}

/// The event about a new affiliation.
fn created(new: &AffiliationRow) -> NewEvent {
    tell("affiliation.created", new.version, new, None, Some(new))
}

/// The event about a changed affiliation; empty when nothing changed.
fn updated(old: &AffiliationRow, new: &AffiliationRow) -> NewEvent {
    tell("affiliation.updated", new.version, new, Some(old), Some(new))
}

/// The event about an affiliation that is gone.
fn deleted(old: &AffiliationRow) -> NewEvent {
    tell("affiliation.deleted", old.version.saturating_add(1), old, Some(old), None)
}

/// Tells how the fields of an affiliation changed. The subject is the person: what somebody is in a company, and since
/// when, tells who they are.
fn tell(
    kind: &'static str,
    version: u32,
    about: &AffiliationRow,
    old: Option<&AffiliationRow>,
    new: Option<&AffiliationRow>,
) -> NewEvent {
    NewEvent::about(kind, about.id, version)
        .subject(about.contact_id)
        .change("contactId", old.map(|old| old.contact_id.to_global()), new.map(|new| new.contact_id.to_global()))
        .change("companyId", old.map(|old| old.company_id.to_global()), new.map(|new| new.company_id.to_global()))
        .change("isPrimary", old.map(|old| old.is_primary), new.map(|new| new.is_primary))
        .personal_change("role", old.and_then(|old| old.role.as_ref()), new.and_then(|new| new.role.as_ref()))
        .personal_change("startsOn", old.and_then(|old| old.starts_on), new.and_then(|new| new.starts_on))
        .personal_change("endsOn", old.and_then(|old| old.ends_on), new.and_then(|new| new.ends_on))
}
