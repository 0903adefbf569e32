//! Who may live in a household.

use rapport_db::{DbError, Tx};
use rapport_graphql::{input::Violations, path};

use crate::{
    households::{HouseholdId, repo, row::Member},
    people::{self, ContactId},
};

/// Refuses members whom the actor does not see, and those who live elsewhere. The people are locked: of two households
/// that ask for one person at once, one comes second and is told.
///
/// # Errors
/// BAD_USER_INPUT or CONFLICT with every one of them; or when the database fails.
pub(super) fn check(tx: &mut Tx<'_>, id: HouseholdId, members: &[Member]) -> Result<(), DbError> {
    let call = tx.call();
    let asked: Vec<ContactId> = members.iter().map(|member| member.contact).collect();
    let visible: Vec<_> = people::repo::lock_many(tx, &call.actor, &asked, people::scope::living())?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let mut violations = Violations::new();
    for (index, contact) in asked.iter().enumerate() {
        if !visible.contains(contact) {
            violations.add(path!["input", "members", index, "contactId"], "There is no such person.");
        }
    }
    violations.check()?;
    let elsewhere: Vec<_> =
        repo::of_contacts(tx, &asked)?.into_iter().filter(|(_, household)| household.id != id).collect();
    let mut violations = Violations::new();
    for (index, contact) in asked.iter().enumerate() {
        if elsewhere.iter().any(|(other, _)| other == contact) {
            violations.add(path!["input", "members", index, "contactId"], "This person lives in another household.");
        }
    }
    if violations.is_empty() {
        return Ok(());
    }
    let ids = elsewhere.into_iter().map(|(_, household)| household.id.to_global()).collect();
    Err(violations.conflict("Somebody lives in another household.", ids).into())
}
