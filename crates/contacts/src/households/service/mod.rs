//! What is done with households: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod delete;
mod leave;
mod members;
mod update;

pub(crate) use create::household_create;
pub(crate) use delete::household_delete;
pub(crate) use leave::leave;
pub(crate) use update::household_update;

use rapport_kernel::{ApiError, NewEvent};

use super::{HouseholdRow, row::Member};
use crate::kept;

/// The error for a household that is not there, or none of whose members the actor sees: one and the same.
fn not_found() -> ApiError {
    ApiError::not_found("Household")
}

/// Tells how a household changed. Its name is often a family's: it is its own subject, so that the name stands apart
/// from the log.
fn tell(
    kind: &'static str,
    version: u32,
    about: &HouseholdRow,
    old: Option<(&HouseholdRow, &[Member])>,
    new: Option<(&HouseholdRow, &[Member])>,
) -> NewEvent {
    let name = |side: Option<(&HouseholdRow, &[Member])>| side.map(|(row, _)| row.name.clone());
    let members = |side: Option<(&HouseholdRow, &[Member])>| {
        side.map(|(_, members)| {
            let told = |member: &Member| {
                serde_json::json!({ "contactId": member.contact.to_global(), "role": member.role.map(kept::name) })
            };
            members.iter().map(told).collect::<Vec<_>>()
        })
    };
    NewEvent::about(kind, about.id, version).subject(about.id).personal_change("name", name(old), name(new)).change(
        "members",
        members(old),
        members(new),
    )
}
