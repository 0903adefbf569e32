//! What is done with types of customer events: each operation authorises, validates, decides and writes in one
//! transaction.

mod create;
mod retire;
mod update;

pub(crate) use create::type_create;
pub(crate) use retire::{type_restore, type_retire};
pub(crate) use update::type_update;

use rapport_db::{DbError, Tx};
use rapport_kernel::{ApiError, NewEvent};

use super::{CustomerEventTypeId, CustomerEventTypeRow, EventField, repo};
use crate::version::check_version;

/// The type, locked, at the version that is expected.
fn lock(tx: &mut Tx<'_>, id: CustomerEventTypeId, expected: Option<i32>) -> Result<CustomerEventTypeRow, DbError> {
    let row = repo::lock(tx, id)?.ok_or_else(|| ApiError::not_found("CustomerEventType"))?;
    check_version(expected, row.version)?;
    Ok(row)
}

/// Writes the change with its event, one version later. A change of nothing leaves all as it was.
fn change(
    tx: &mut Tx<'_>,
    kind: &'static str,
    old: CustomerEventTypeRow,
    mut row: CustomerEventTypeRow,
) -> Result<CustomerEventTypeRow, DbError> {
    row.version = row.version.saturating_add(1);
    row.updated_at = tx.now();
    let event = tell(kind, Some(&old), &row);
    if event.is_empty() {
        return Ok(old);
    }
    repo::update(tx, &row)?;
    tx.emit(event);
    Ok(row)
}

/// Tells how the fields changed: from nothing when it is registered.
fn tell(kind: &'static str, old: Option<&CustomerEventTypeRow>, new: &CustomerEventTypeRow) -> NewEvent {
    NewEvent::about(kind, new.id, new.version)
        .change("name", old.map(|row| &row.name), Some(&new.name))
        .change("label", old.map(|row| &row.label), Some(&new.label))
        .change("description", old.map(|row| &row.description), Some(&new.description))
        .change("fields", old.map(CustomerEventTypeRow::event_fields), Some(new.event_fields()))
        .change("retiredAt", old.map(|row| row.retired_at), Some(new.retired_at))
}

/// The fields as they are kept.
fn kept(fields: &[EventField]) -> Result<String, DbError> {
    Ok(serde_json::to_string(fields).map_err(ApiError::internal)?)
}
