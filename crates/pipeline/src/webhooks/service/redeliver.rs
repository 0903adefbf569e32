//! Sending again what was sent.

use rapport_db::Db;
use rapport_kernel::{ApiError, ApiResult, Call};

use super::not_found;
use crate::{
    permissions,
    webhooks::{DeliveryId, DeliveryRow, WebhookId, queue, repo},
};

/// Sends a delivery again, whatever became of it.
pub(crate) async fn delivery_redeliver(call: &Call, db: &Db, id: DeliveryId) -> ApiResult<DeliveryRow> {
    call.require(&permissions::WEBHOOKS)?;
    db.write(call, move |tx| {
        let actor = &tx.call().actor;
        let not_found = || ApiError::not_found("WebhookDelivery");
        let row = repo::deliveries(tx, actor, &[id])?.pop().ok_or_else(not_found)?;
        let now = tx.now();
        queue::again(tx, &row, now)?;
        Ok(repo::delivery(tx, id)?.ok_or_else(not_found)?)
    })
    .await
}

/// Sends all dead letters of a webhook again. Returns how many those are.
pub(crate) async fn dead_letters_redeliver(call: &Call, db: &Db, id: WebhookId) -> ApiResult<i32> {
    call.require(&permissions::WEBHOOKS)?;
    db.write(call, move |tx| {
        let actor = &tx.call().actor;
        repo::lock(tx, actor, id)?.ok_or_else(not_found)?;
        let now = tx.now();
        let count = queue::dead_again(tx, id, now)?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    })
    .await
}
