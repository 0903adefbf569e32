//! What a webhook is told of each event: the answer to a subscription that the house follows in its stead.

use rapport_graphql::{EventCursor, operation::Delivered};
use serde::Deserialize;
use serde_json::{Value, json};

/// The subscription.
pub(super) const TEXT: &str = "subscription Webhook($filter: DealFilter) { dealUpdates(filter: $filter) { \
                               cursor kind event dealId actorKind occurredAt transactionId changes { field old new } } }";

/// What was told.
pub(super) struct Told {
    pub(super) cursor: EventCursor,
    /// Such as `deal.won`.
    pub(super) event_type: String,
    /// The global id.
    pub(super) deal_id: String,
    /// What is sent.
    pub(super) body: String,
}

#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    deal_updates: Value,
}

/// Makes of an answer what is sent: `type` and `timestamp` as Standard Webhooks has them, and the update as `data`. `None`
/// for an answer that is none.
pub(super) fn read(delivered: &Delivered) -> Option<Told> {
    let cursor = delivered.cursor?;
    let answer: Answer = serde_json::from_str(&delivered.answer.json).ok()?;
    let update = answer.data.deal_updates;
    let text = |field: &str| update.get(field)?.as_str().map(str::to_owned);
    let (event_type, deal_id) = (text("event")?, text("dealId")?);
    let body = json!({ "type": event_type, "timestamp": text("occurredAt")?, "data": update }).to_string();
    Some(Told { cursor, event_type, deal_id, body })
}
