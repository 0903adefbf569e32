//! Removing a household.

use rapport_db::{Db, erasure};
use rapport_kernel::{ApiResult, Call};

use super::{not_found, tell};
use crate::{
    households::{HouseholdId, repo},
    permissions,
    version::check_version,
};

/// Removes a household for good; the people who lived in it stay. The log forgets its name.
pub(crate) async fn household_delete(
    call: &Call,
    db: &Db,
    id: HouseholdId,
    expected: Option<i32>,
) -> ApiResult<HouseholdId> {
    call.require(&permissions::DELETE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let row = repo::lock(tx, &call.actor, id)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let members = repo::members_of(tx, id)?;
        repo::delete(tx, id)?;
        erasure::forget(tx, id.uuid())?;
        let nameless = crate::households::HouseholdRow { name: String::new(), ..row.clone() };
        let version = row.version.saturating_add(1);
        tx.emit(tell("household.deleted", version, &row, Some((&nameless, &members)), None));
        Ok(id)
    })
    .await
}
