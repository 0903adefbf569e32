//! Changing a person.

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{bump, check_owner, check_version, event, lists, not_found, tell, unique};
use crate::{
    people::{
        ContactId, ContactRow,
        inputs::{ContactChanges, NOBODY, UpdateContactInput},
        points::{emails::Email, list::Entry, phones::Phone},
        repo, scope,
    },
    permissions,
    search::index,
};

/// Changes a person.
pub(crate) async fn contact_update(call: &Call, db: &Db, input: UpdateContactInput) -> ApiResult<ContactRow> {
    call.require(&permissions::WRITE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate(call.clock.now().date())?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(
    tx: &mut Tx<'_>,
    id: ContactId,
    expected: Option<i32>,
    changes: &ContactChanges,
) -> Result<ContactRow, DbError> {
    let call = tx.call();
    let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
    check_version(expected, old.version)?;
    let mut row = old.clone();
    changes.apply(&mut row);
    if row.owner_id != old.owner_id {
        check_owner(tx, call, old.owner_id, row.owner_id, path!["input"])?;
    }
    bump(&mut row, tx.now());
    let event = tell(event("contact.updated", &row), Some(&old), &row);
    let event = lists::replace(tx, id, &changes.lists, event)?;
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    check_known_by_something(tx, &row)?;
    let written = repo::update(tx, &row);
    unique::explain(tx, std::slice::from_ref(&row), written, |_| path!["input"])?;
    index::contact(tx, id)?;
    tx.emit(event);
    Ok(row)
}

/// A person keeps a name, an e-mail address or a phone number.
fn check_known_by_something(tx: &mut Tx<'_>, row: &ContactRow) -> Result<(), DbError> {
    let is_named = [&row.given_name, &row.family_name, &row.nickname].into_iter().any(Option::is_some);
    if is_named || !Email::of(tx, row.id)?.is_empty() || !Phone::of(tx, row.id)?.is_empty() {
        return Ok(());
    }
    Err(ApiError::bad_input(path!["input"], NOBODY).into())
}
