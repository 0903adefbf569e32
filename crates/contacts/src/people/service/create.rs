//! Recording people.

use std::collections::HashSet;

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiResult, Call, InputPath};

use super::{check_owner, event, lists, tell, unique};
use crate::{
    import::trial,
    ownership::default_owner,
    people::{
        ContactId, ContactRow,
        inputs::{ContactChanges, CreateContactInput, CreateContactsInput, at_index},
        repo,
    },
    permissions,
    search::index,
};

/// Records a person.
pub(crate) async fn contact_create(call: &Call, db: &Db, input: CreateContactInput) -> ApiResult<ContactRow> {
    call.require(&permissions::WRITE)?;
    let changes = vec![input.validate(call.clock.now().date())?];
    db.write(call, move |tx| {
        let rows = write(tx, &changes, |_| path!["input"])?;
        rows.into_iter().next().ok_or_else(|| DbError::from(super::not_found()))
    })
    .await
}

/// Records people together: all, or none.
pub(crate) async fn contacts_create(call: &Call, db: &Db, input: CreateContactsInput) -> ApiResult<Vec<ContactRow>> {
    call.require(&permissions::WRITE)?;
    let all = input.validate(call.clock.now().date())?;
    // With an idempotency key the outcome is kept. It names the records alone: a purge of one of many people could not
    // find what it told of them.
    let ids: Vec<ContactId> =
        db.write(call, move |tx| Ok(write(tx, &all, at_index)?.into_iter().map(|row| row.id).collect())).await?;
    let wanted = ids.clone();
    let mut rows = db.read(move |conn| Ok(repo::by_ids(conn, &wanted)?)).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// Records people who were checked before: all, or none. Without `keep` it is all taken back, once it has gone well.
pub(crate) async fn contacts_write(call: &Call, db: &Db, all: Vec<ContactChanges>, keep: bool) -> ApiResult<()> {
    call.require(&permissions::WRITE)?;
    trial::write(call, db, keep, move |tx| write(tx, &all, at_index).map(drop)).await
}

/// Writes people in one statement per table, however many they are. `at` is where each stands in the input.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    all: &[ContactChanges],
    at: fn(usize) -> InputPath,
) -> Result<Vec<ContactRow>, DbError> {
    let rows = owned(tx, all, at)?;
    let written = repo::insert(tx, &rows);
    unique::explain(tx, &rows, written, at)?;
    let lists: Vec<_> = rows.iter().zip(all).map(|(row, changes)| (row.id, &changes.lists)).collect();
    let mut events = lists::add(tx, &lists, at)?;
    index::contacts(tx, &rows.iter().map(|row| row.id).collect::<Vec<_>>())?;
    for row in &rows {
        let told = tell(event("contact.created", row), None, row);
        tx.emit(
            events
                .remove(&row.id)
                .unwrap_or_default()
                .into_iter()
                .fold(told, |event, list| event.personal_change(list.field, None::<()>, Some(list.value))),
        );
    }
    Ok(rows)
}

/// The rows, each with who looks after the person.
fn owned(tx: &mut Tx<'_>, all: &[ContactChanges], at: fn(usize) -> InputPath) -> Result<Vec<ContactRow>, DbError> {
    let call = tx.call();
    let default = if all.iter().all(|changes| changes.owner.is_some()) { None } else { default_owner(tx, call)? };
    let mut checked = HashSet::new();
    let mut rows = Vec::with_capacity(all.len());
    for (index, changes) in all.iter().enumerate() {
        let mut row = ContactRow::new(tx.now());
        row.owner_id = default;
        changes.apply(&mut row);
        if let Some(owner) = changes.owner
            && checked.insert(owner)
        {
            check_owner(tx, call, None, owner, at(index))?;
        }
        rows.push(row);
    }
    Ok(rows)
}
