//! Recording a person.

use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};

use super::{check_owner, event, lists};
use crate::{
    ownership::default_owner,
    people::{
        ContactId, ContactRow,
        inputs::{ContactChanges, CreateContactInput},
        repo,
    },
    permissions,
    search::index,
};

/// Records a person.
pub(crate) async fn contact_create(call: &Call, db: &Db, input: CreateContactInput) -> ApiResult<ContactRow> {
    call.require(&permissions::WRITE)?;
    let changes = input.validate()?;
    db.write(call, move |tx| write(tx, &changes)).await
}

fn write(tx: &mut Tx<'_>, changes: &ContactChanges) -> Result<ContactRow, DbError> {
    let call = tx.call();
    let mut row = ContactRow {
        id: ContactId::new(),
        version: 1,
        honorific_prefix: None,
        given_name: None,
        middle_name: None,
        family_name: None,
        honorific_suffix: None,
        nickname: None,
        language: None,
        country: None,
        lifecycle_stage: String::new(),
        owner_id: None,
        created_at: tx.now(),
        updated_at: tx.now(),
        deleted_at: None,
    };
    changes.apply(&mut row);
    match changes.owner {
        Some(owner) => check_owner(tx, call, None, owner)?,
        None => row.owner_id = default_owner(tx, call)?,
    }
    repo::insert(tx, &row)?;
    let event = lists::tell(event("contact.created", &row), None, &row);
    let event = lists::write(tx, row.id, &changes.lists, event)?;
    index::contact(tx, row.id)?;
    tx.emit(event);
    Ok(row)
}
