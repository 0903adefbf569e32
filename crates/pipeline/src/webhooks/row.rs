//! Webhooks and deliveries as rows.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::{api_keys::ApiKeyId, users::UserId};
use serde::{Deserialize, Serialize};

use super::{DeliveryId, WebhookId};
use crate::{
    deals::DealId,
    schema::{webhook_deliveries, webhooks},
};

/// A row of `webhooks`, without its secrets: what is read for people never holds them.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = webhooks, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct WebhookRow {
    pub id: WebhookId,
    pub version: u32,
    pub name: String,
    pub url: String,
    /// A JSON list of names; `None` for all.
    pub event_types: Option<String>,
    /// A `DealFilter` as JSON; `None` for all deals.
    pub filter: Option<String>,
    pub is_active: bool,
    /// With whose rights, where no API key is named, and in which role.
    pub user_id: UserId,
    pub role: String,
    pub api_key_id: Option<ApiKeyId>,
    pub created_by: UserId,
    pub old_secret_until: Option<NaiveDateTime>,
    /// It is told of events after this number.
    pub from_seq: u64,
    pub problem: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

impl WebhookRow {
    /// The types of events that it is told of; `None` for all.
    pub(crate) fn types(&self) -> Option<Vec<String>> {
        // The column is written by this program alone; what is no list is no event.
        self.event_types.as_deref().map(|list| serde_json::from_str(list).unwrap_or_default())
    }
}

/// The columns of [`WebhookRow`], in its order.
pub(crate) const WEBHOOK_COLUMNS: &str = "webhooks.id, webhooks.version, webhooks.name, webhooks.url, webhooks.event_types, \
     webhooks.filter, webhooks.is_active, webhooks.user_id, webhooks.role, webhooks.api_key_id, webhooks.created_by, \
     webhooks.old_secret_until, webhooks.from_seq, webhooks.problem, webhooks.created_at, webhooks.updated_at";

/// The SQL types of [`WEBHOOK_COLUMNS`].
pub(crate) type WebhookTypes = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<WebhookRow, diesel::mysql::Mysql>>;

/// A row of `webhook_deliveries`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = webhook_deliveries, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct DeliveryRow {
    pub id: DeliveryId,
    pub webhook_id: WebhookId,
    /// The number of the event.
    pub seq: u64,
    pub deal_id: DealId,
    pub event_type: String,
    pub body: String,
    pub status: String,
    pub attempts: u32,
    /// When it is tried next; `None` while one of the same deal goes before, and once it is done.
    pub due_at: Option<NaiveDateTime>,
    pub last_status: Option<u16>,
    pub last_error: Option<String>,
    pub last_attempt_at: Option<NaiveDateTime>,
    pub delivered_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
}

/// The columns of [`DeliveryRow`], in its order.
pub(crate) const DELIVERY_COLUMNS: &str = "webhook_deliveries.id, webhook_deliveries.webhook_id, webhook_deliveries.seq, \
     webhook_deliveries.deal_id, webhook_deliveries.event_type, webhook_deliveries.body, webhook_deliveries.status, \
     webhook_deliveries.attempts, webhook_deliveries.due_at, webhook_deliveries.last_status, \
     webhook_deliveries.last_error, webhook_deliveries.last_attempt_at, webhook_deliveries.delivered_at, \
     webhook_deliveries.created_at";

/// The SQL types of [`DELIVERY_COLUMNS`].
pub(crate) type DeliveryTypes = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<DeliveryRow, diesel::mysql::Mysql>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_rows() {
        let webhook = diesel::debug_query::<diesel::mysql::Mysql, _>(&webhooks::table.select(WebhookRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(webhook.contains(WEBHOOK_COLUMNS), "{webhook}");
        let delivery = webhook_deliveries::table.select(DeliveryRow::as_select());
        let delivery = diesel::debug_query::<diesel::mysql::Mysql, _>(&delivery).to_string().replace('`', "");
        assert!(delivery.contains(DELIVERY_COLUMNS), "{delivery}");
    }
}
