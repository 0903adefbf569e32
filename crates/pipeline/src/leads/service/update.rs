//! Changing a lead.

use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{event, not_found, tell};
use crate::{
    leads::{
        LeadId, LeadRow, LeadStatus,
        inputs::{LeadChanges, NOBODY, UpdateLeadInput},
        permissions, repo, scope,
    },
    ownership::check_owner,
};

/// Changes a lead.
pub(crate) async fn lead_update(call: &Call, db: &Db, input: UpdateLeadInput) -> ApiResult<LeadRow> {
    call.require(&permissions::WRITE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(tx: &mut Tx<'_>, id: LeadId, expected: Option<i32>, changes: &LeadChanges) -> Result<LeadRow, DbError> {
    let call = tx.call();
    let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
    check_version(expected, old.version)?;
    if old.status() == LeadStatus::Converted && changes.status.is_some() {
        return Err(ApiError::bad_input(path!["input", "status"], "The lead is converted, and stays so.").into());
    }
    let mut row = old.clone();
    changes.apply(&mut row);
    if row.owner_id != old.owner_id {
        check_owner(tx, call, old.owner_id, row.owner_id)?;
    }
    if !row.names_somebody() {
        return Err(ApiError::bad_input(path!["input"], NOBODY).into());
    }
    row.bump(tx.now());
    let event = tell(event("lead.updated", &row), Some(&old), &row);
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    repo::update(tx, &row)?;
    tx.emit(event);
    Ok(row)
}
