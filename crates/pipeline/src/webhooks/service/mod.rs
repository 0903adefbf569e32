//! What is done with webhooks: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod delete;
mod redeliver;
mod rotate;
mod update;

pub(crate) use create::webhook_create;
pub(crate) use delete::webhook_delete;
pub(crate) use redeliver::{dead_letters_redeliver, delivery_redeliver};
pub(crate) use rotate::webhook_rotate_secret;
pub(crate) use update::webhook_update;

use rapport_kernel::{ApiError, NewEvent};

use super::WebhookRow;

/// The error for a webhook that the actor does not manage, or that is not there: one and the same.
fn not_found() -> ApiError {
    ApiError::not_found("Webhook")
}

/// Tells how a webhook changed: from nothing when it is made. Its secret is not told, nor its address, which may hold one.
fn tell(kind: &'static str, old: Option<&WebhookRow>, new: &WebhookRow) -> NewEvent {
    NewEvent::about(kind, new.id, new.version)
        .change("name", old.map(|row| &row.name), Some(&new.name))
        .change("eventTypes", old.map(WebhookRow::types), Some(new.types()))
        .change("isActive", old.map(|row| row.is_active), Some(new.is_active))
        .change(
            "apiKeyId",
            old.map(|row| row.api_key_id.map(|key| key.to_global())),
            Some(new.api_key_id.map(|key| key.to_global())),
        )
}
