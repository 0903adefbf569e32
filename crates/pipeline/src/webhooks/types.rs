//! Webhooks and deliveries, as clients see them: all but the secrets.

use rapport_contacts::api_keys::ApiKeyKind;
use rapport_contacts::{
    kept,
    users::{UserById, UserId, UserRecord},
};
use rapport_db::Sql;
use rapport_db::sql::Value;
use rapport_graphql::{
    Connection, ContextExt, GlobalId, Open, PageArgs, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, Json, SimpleObject},
    list::{Listing, Source},
    open::relation::{Relation, one},
};
use rapport_kernel::ApiResult;

use super::{
    DeliveryKind, DeliveryRow, WebhookById, WebhookId, WebhookKind, WebhookRow,
    row::{DELIVERY_COLUMNS, DeliveryTypes},
};
use crate::{
    deals::{DealById, DealId, DealKind, DealRecord},
    permissions,
};

/// How a delivery fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WebhookDeliveryStatus {
    /// It is to be sent, or sent again.
    Pending,
    /// The receiver has taken it.
    Delivered,
    /// It was tried as often as it may be: a dead letter, until it is sent again by hand.
    Dead,
}
rapport_graphql::plain_enum!(WebhookDeliveryStatus);

/// An address that is told of what happens to deals.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Webhook", relations)]
pub struct WebhookRecord {
    /// The global id.
    pub id: GlobalId<WebhookKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// What it is for.
    pub name: String,
    /// Where it is sent.
    pub url: String,
    /// The types of events that it is told of, such as `deal.won`; null for all.
    pub event_types: Option<Vec<String>>,
    /// Whether anything is told.
    pub is_active: bool,
    /// The API key with whose rights it is told; null for those of a user.
    pub api_key_id: Option<GlobalId<ApiKeyKind>>,
    /// Until when the secret before the present one signs as well; null when none does.
    pub old_secret_until: Option<Timestamp>,
    /// Why it is told nothing at the moment, such as an API key that was revoked; null when all is well.
    pub problem: Option<String>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    webhook: WebhookId,
    #[graphql(skip)]
    wanted: Option<String>,
    #[graphql(skip)]
    maker: UserId,
}

/// A webhook, open to other modules.
pub type Webhook = Open<WebhookRecord>;

impl From<WebhookRow> for WebhookRecord {
    fn from(row: WebhookRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            event_types: row.types(),
            name: row.name,
            url: row.url,
            is_active: row.is_active,
            api_key_id: row.api_key_id.map(GlobalId),
            old_secret_until: row.old_secret_until.map(Timestamp),
            problem: row.problem,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            webhook: row.id,
            wanted: row.filter,
            maker: row.created_by,
        }
    }
}

impl Related for WebhookRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![one::<Self, UserById, UserRecord>(
            "createdBy",
            "Who made it; null when they are not known here.",
            |webhook| Some(webhook.maker),
        )]
    }
}

/// An address that is told of what happens to deals.
#[ComplexObject]
impl WebhookRecord {
    /// Of which deals it is told: a `DealFilter`; null for all that whose it is may see.
    async fn filter(&self) -> Option<Json<serde_json::Value>> {
        self.wanted.as_deref().and_then(|text| serde_json::from_str(text).ok()).map(Json)
    }

    /// What was sent and is to be sent, the latest first, page by page. What was delivered is kept for 30 days.
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that fare so: DEAD for the dead letters. All, when nothing is said.")]
        status: Option<WebhookDeliveryStatus>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<WebhookDeliveryRecord>>> {
        ctx.call()?.require(&permissions::WEBHOOKS)?;
        let page = PageArgs::new(first, after, last, before)?;
        let latest = rapport_db::page::SortKey {
            expression: "webhook_deliveries.seq",
            nullable: false,
            descending: true,
            nulls: rapport_db::page::Nulls::First,
        };
        let webhook = Value::Bytes(self.webhook.as_bytes().to_vec());
        let mut listing = Listing::fixed("Webhook.deliveries", vec![latest], "webhook_deliveries.id", page)
            .and(Sql::text("webhook_deliveries.webhook_id = ").bind(webhook));
        if let Some(status) = status {
            listing =
                listing.and(Sql::text("webhook_deliveries.status = ").bind(Value::Text(kept::name(status).to_owned())));
        }
        let source = Source { from: "webhook_deliveries", columns: DELIVERY_COLUMNS };
        listing
            .load::<WebhookDeliveryRecord, DeliveryRow, DeliveryTypes>(ctx, source, WebhookDeliveryRecord::from)
            .await
            .map(Some)
    }
}

/// Something that a webhook is told.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "WebhookDelivery", relations)]
pub struct WebhookDeliveryRecord {
    /// The global id, which the receiver finds in the header `webhook-id`: the same however often it is sent.
    pub id: GlobalId<DeliveryKind>,
    /// The type of the event, such as `deal.won`.
    pub event_type: String,
    /// The global id of the deal.
    pub deal_id: GlobalId<DealKind>,
    /// How it fares.
    pub status: WebhookDeliveryStatus,
    /// How often it was sent, since it was last sent again by hand.
    pub attempts: u32,
    /// When it is sent next; null while another of the same deal goes before, and once it is done.
    pub due_at: Option<Timestamp>,
    /// The status that the receiver last answered; null when it gave none.
    pub last_status: Option<i32>,
    /// What last went wrong; null when nothing did.
    pub last_error: Option<String>,
    /// When it was last sent.
    pub last_attempt_at: Option<Timestamp>,
    /// When the receiver took it.
    pub delivered_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    #[graphql(skip)]
    content: String,
    #[graphql(skip)]
    of_webhook: WebhookId,
    #[graphql(skip)]
    of_deal: DealId,
}

/// A delivery, open to other modules.
pub type WebhookDelivery = Open<WebhookDeliveryRecord>;

impl From<DeliveryRow> for WebhookDeliveryRecord {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: GlobalId(row.id),
            event_type: row.event_type,
            deal_id: GlobalId(row.deal_id),
            // The column is written by this program alone.
            status: kept::value(&row.status).unwrap_or(WebhookDeliveryStatus::Pending),
            attempts: row.attempts,
            due_at: row.due_at.map(Timestamp),
            last_status: row.last_status.map(i32::from),
            last_error: row.last_error,
            last_attempt_at: row.last_attempt_at.map(Timestamp),
            delivered_at: row.delivered_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
            content: row.body,
            of_webhook: row.webhook_id,
            of_deal: row.deal_id,
        }
    }
}

impl Related for WebhookDeliveryRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, WebhookById, WebhookRecord>("webhook", "The webhook.", |delivery| Some(delivery.of_webhook)),
            one::<Self, DealById, DealRecord>(
                "deal",
                "The deal as of now; null for one that is deleted or that you may not see.",
                |delivery| Some(delivery.of_deal),
            ),
        ]
    }
}

/// Something that a webhook is told.
#[ComplexObject]
impl WebhookDeliveryRecord {
    /// What is sent.
    async fn body(&self) -> Json<serde_json::Value> {
        Json(serde_json::from_str(&self.content).unwrap_or_default())
    }
}
