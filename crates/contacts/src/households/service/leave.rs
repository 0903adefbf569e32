//! The end of a household with the last who lived in it.

use rapport_db::{DbError, Tx, erasure};

use super::tell;
use crate::{
    households::{HouseholdRow, repo},
    people::ContactId,
};

/// Takes a person who is purged out of their household. One that nobody is left in goes too, with its name, which is often
/// that of the person: no list would show it any more.
pub(crate) fn leave(tx: &mut Tx<'_>, contact: ContactId) -> Result<(), DbError> {
    for (_, row) in repo::of_contacts(tx, &[contact])? {
        let members = repo::members_of(tx, row.id)?;
        if members.iter().any(|member| member.contact != contact) {
            continue;
        }
        repo::delete(tx, row.id)?;
        erasure::forget(tx, row.id.uuid())?;
        let nameless = HouseholdRow { name: String::new(), ..row.clone() };
        tx.emit(tell("household.deleted", row.version.saturating_add(1), &row, Some((&nameless, &members)), None));
    }
    Ok(())
}
