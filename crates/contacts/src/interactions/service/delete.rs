//! Removing an interaction.

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{bump, event, lock, tell};
use crate::{
    interactions::{InteractionId, repo},
    permissions,
};

/// Removes an interaction for good. What it said stays in the history until the person is purged.
pub(crate) async fn interaction_delete(
    call: &Call,
    db: &Db,
    id: InteractionId,
    expected: Option<i32>,
) -> ApiResult<InteractionId> {
    call.require(&permissions::INTERACT)?;
    db.write(call, move |tx| {
        let mut row = lock(tx, id, expected)?;
        repo::delete(tx, id)?;
        // The event comes after the last version.
        bump(&mut row, tx.now());
        tx.emit(tell(event("interaction.deleted", &row), Some(&row), None));
        Ok(id)
    })
    .await
}
