//! Webhooks and deliveries by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{DeliveryId, DeliveryRow, WebhookId, WebhookRow, repo};
use crate::permissions;

/// Webhooks by their id, as far as the actor manages them.
pub struct WebhookById;

impl Batch for WebhookById {
    type Key = WebhookId;
    type Value = WebhookRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[WebhookId],
    ) -> Result<HashMap<WebhookId, WebhookRow>, DbError> {
        call.require(&permissions::WEBHOOKS)?;
        Ok(repo::by_ids(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Deliveries by their id, as far as the actor manages their webhooks.
pub struct WebhookDeliveryById;

impl Batch for WebhookDeliveryById {
    type Key = DeliveryId;
    type Value = DeliveryRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[DeliveryId],
    ) -> Result<HashMap<DeliveryId, DeliveryRow>, DbError> {
        call.require(&permissions::WEBHOOKS)?;
        Ok(repo::deliveries(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
