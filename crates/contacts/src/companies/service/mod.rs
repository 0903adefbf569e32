//! What is done with companies: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod holder;
mod parent;
mod purge;
mod remove;
mod update;

pub(crate) use create::{companies_create, companies_write, company_create, write};
pub(crate) use purge::company_purge;
pub(crate) use remove::{company_delete, company_restore};
pub(crate) use update::company_update;

use rapport_kernel::{ApiError, NewEvent};

use super::CompanyRow;

/// The error for a company that is not there.
pub(crate) fn not_found() -> ApiError {
    ApiError::not_found("Company")
}

/// The company again, one version later.
fn bump(row: &mut CompanyRow, now: chrono::NaiveDateTime) {
    row.version = row.version.saturating_add(1);
    row.updated_at = now;
}

/// The event of this kind about a company. A company of one person bears their name, so that it is its own subject: its
/// name and domains stand apart from the log and go with it.
fn event(kind: &'static str, row: &CompanyRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version).subject(row.id)
}

/// Tells how the fields of the row changed.
fn tell(event: NewEvent, old: Option<&CompanyRow>, new: &CompanyRow) -> NewEvent {
    event
        .personal_change("externalId", old.and_then(|old| old.external_id.as_ref()), new.external_id.as_ref())
        .personal_change("name", old.map(|old| &old.name), Some(&new.name))
        .change("industry", old.and_then(|old| old.industry.as_ref()), new.industry.as_ref())
        .change("size", old.and_then(|old| old.size), new.size)
        .change("revenue", old.and_then(CompanyRow::revenue), new.revenue())
        .change("country", old.and_then(|old| old.country.as_ref()), new.country.as_ref())
        .change(
            "parentId",
            old.and_then(|old| old.parent_id).map(|id| id.to_global()),
            new.parent_id.map(|id| id.to_global()),
        )
        .personal_change(
            "presentSupplier",
            old.and_then(|old| old.present_supplier.as_ref()),
            new.present_supplier.as_ref(),
        )
        .change(
            "ownerId",
            old.and_then(|old| old.owner_id).map(|id| id.to_global()),
            new.owner_id.map(|id| id.to_global()),
        )
}
