//! Deleting a person, and taking that back.

use rapport_db::{Db, error::violated_key};
use rapport_graphql::path;
use rapport_kernel::{ApiResult, Call};

use super::{bump, check_version, event, lists, not_found, unique};
use crate::{
    people::{
        ContactId, ContactRow,
        points::{
            emails::{self, Email},
            list::Entry,
        },
        repo, scope,
    },
    permissions,
    search::index,
};

/// Deletes a person: gone from every list, restorable, and no longer in the way of anything unique.
pub(crate) async fn contact_delete(
    call: &Call,
    db: &Db,
    id: ContactId,
    expected: Option<i32>,
) -> ApiResult<ContactRow> {
    call.require(&permissions::DELETE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let now = tx.now();
        bump(&mut row, now);
        row.deleted_at = Some(now);
        repo::update(tx, &row)?;
        lists::release(tx, id, Some(now))?;
        index::contact(tx, id)?;
        tx.emit(event("contact.deleted", &row).change("deletedAt", None::<()>, Some(now)));
        Ok(row)
    })
    .await
}

/// Restores a deleted person, unless someone else holds by now what must be unique.
pub(crate) async fn contact_restore(
    call: &Call,
    db: &Db,
    id: ContactId,
    expected: Option<i32>,
) -> ApiResult<ContactRow> {
    call.require(&permissions::WRITE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, scope::deleted())?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        let was_deleted_at = row.deleted_at.take();
        bump(&mut row, tx.now());
        // The input has neither key nor addresses, only the person.
        match repo::update(tx, &row) {
            Err(error) if violated_key(&error).is_some() => {
                let rows = std::slice::from_ref(&row);
                return Err(unique::taken(tx, &call.actor, rows, |_| path!["input", "id"])?.into());
            }
            written => written?,
        }
        match lists::release(tx, id, None) {
            Ok(()) => {}
            Err(error) if violated_key(&error).is_some() => {
                let own = Email::of(tx, id)?;
                let mut taken = emails::taken(tx, &call.actor, &[(id, &own, path!["input", "emails"])])?;
                taken.violations.iter_mut().for_each(|violation| violation.path = path!["input", "id"]);
                return Err(taken.into());
            }
            Err(error) => return Err(error.into()),
        }
        index::contact(tx, id)?;
        tx.emit(event("contact.restored", &row).change("deletedAt", was_deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
