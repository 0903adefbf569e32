//! Recording an interaction.

use diesel::result::{DatabaseErrorKind, Error as QueryError};
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::ShortText;
use rapport_kernel::{ApiResult, Call, Id};

use super::{event, tell};
use crate::{
    interactions::{
        InteractionId, InteractionRow,
        inputs::{InteractionChanges, RecordInteractionInput},
        repo,
    },
    people::{ContactId, service::not_found},
    permissions,
};

/// Records an interaction with a person.
pub(crate) async fn interaction_record(
    call: &Call,
    db: &Db,
    input: RecordInteractionInput,
) -> ApiResult<InteractionRow> {
    call.require(&permissions::INTERACT)?;
    let (contact, changes) = input.validate(call.clock.now())?;
    db.write(call, move |tx| write(tx, contact, &changes)).await
}

fn write(tx: &mut Tx<'_>, contact: ContactId, changes: &InteractionChanges) -> Result<InteractionRow, DbError> {
    let mut row = InteractionRow {
        id: InteractionId::new(),
        version: 1,
        contact_id: contact,
        kind: ShortText::default(),
        channel: None,
        direction: None,
        sentiment: None,
        subject: None,
        body: None,
        occurred_at: tx.now(),
        recorded_by: Some(Id::from_uuid(tx.call().actor.user)),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    changes.apply(&mut row);
    let actor = &tx.call().actor;
    let is_inserted = match repo::insert(tx, actor, &row) {
        // The person was purged between the look and the insert.
        Err(QueryError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => false,
        inserted => inserted?,
    };
    if !is_inserted {
        return Err(not_found().into());
    }
    let event = tell(event("interaction.recorded", &row), None, Some(&row));
    tx.emit(event);
    Ok(row)
}
