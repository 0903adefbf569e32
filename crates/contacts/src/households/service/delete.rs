//! Removing a household.

use rapport_db::{Db, erasure};
use rapport_kernel::{ApiError, ApiResult, Call, Code};

use super::{not_found, tell};
use crate::{
    households::{HouseholdId, repo},
    people, permissions,
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
        let people: Vec<_> = members.iter().map(|member| member.contact).collect();
        let seen = people::repo::visible_ids(tx, &call.actor, &people)?;
        if people.iter().any(|contact| !seen.contains(contact)) {
            return Err(ApiError::new(Code::Forbidden, "People whom you may not see live there too.").into());
        }
        repo::delete(tx, id)?;
        erasure::forget(tx, id.uuid())?;
        let nameless = crate::households::HouseholdRow { name: String::new(), ..row.clone() };
        let version = row.version.saturating_add(1);
        tx.emit(tell("household.deleted", version, &row, Some((&nameless, &members)), None));
        Ok(id)
    })
    .await
}
