//! Changing an interaction.

use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};

use super::{bump, event, lock, tell};
use crate::{
    interactions::{
        InteractionId, InteractionRow,
        inputs::{InteractionChanges, UpdateInteractionInput},
        repo,
    },
    permissions,
};

/// Changes an interaction.
pub(crate) async fn interaction_update(
    call: &Call,
    db: &Db,
    input: UpdateInteractionInput,
) -> ApiResult<InteractionRow> {
    call.require(&permissions::INTERACT)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate(call.clock.now())?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(
    tx: &mut Tx<'_>,
    id: InteractionId,
    expected: Option<i32>,
    changes: &InteractionChanges,
) -> Result<InteractionRow, DbError> {
    let old = lock(tx, id, expected)?;
    let mut row = old.clone();
    changes.apply(&mut row);
    bump(&mut row, tx.now());
    let event = tell(event("interaction.updated", &row), Some(&old), Some(&row));
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    repo::update(tx, &row)?;
    tx.emit(event);
    Ok(row)
}
