//! Changing a household.

use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};

use super::{members, not_found, tell};
use crate::{
    households::{
        HouseholdId, HouseholdRow,
        inputs::{HouseholdChanges, UpdateHouseholdInput},
        repo,
    },
    people::{self, ContactId},
    permissions,
    version::check_version,
};

/// Changes a household.
pub(crate) async fn household_update(call: &Call, db: &Db, input: &UpdateHouseholdInput) -> ApiResult<HouseholdRow> {
    call.require(&permissions::WRITE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(
    tx: &mut Tx<'_>,
    id: HouseholdId,
    expected: Option<i32>,
    changes: &HouseholdChanges,
) -> Result<HouseholdRow, DbError> {
    let call = tx.call();
    let old = repo::lock(tx, &call.actor, id)?.ok_or_else(not_found)?;
    check_version(expected, old.version)?;
    let before = repo::members_of(tx, id)?;
    let mut row = old.clone();
    if let Some(name) = &changes.name {
        row.name.clone_from(name);
    }
    let mut after = before.clone();
    if let Some(named) = &changes.members {
        members::check(tx, id, named)?;
        // Those whom the actor does not see were not named, and are not sent away for it.
        let ids: Vec<ContactId> = before.iter().map(|member| member.contact).collect();
        let seen: Vec<_> = people::repo::visible(tx, &call.actor, &ids)?.into_iter().map(|row| row.id).collect();
        after = named.clone();
        after.extend(before.iter().filter(|member| !seen.contains(&member.contact)));
    }
    row.version = row.version.saturating_add(1);
    row.updated_at = tx.now();
    let event = tell("household.updated", row.version, &row, Some((&old, &before)), Some((&row, &after)));
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    repo::update(tx, &row)?;
    if after != before {
        repo::replace_members(tx, id, &after)?;
    }
    tx.emit(event);
    Ok(row)
}
