//! From the log to deliveries. One node at a time reads, and what it has read is kept with the deliveries in one transaction:
//! so each event comes to each webhook once, whatever node ends meanwhile.

use std::sync::{Arc, atomic::Ordering};

use rapport_contacts::kept;
use rapport_db::{
    Db, DbError, Tx,
    events::{Event, after, readers},
};
use rapport_graphql::{
    EventCursor,
    futures_util::{StreamExt, pin_mut},
    operation::OperationRequest,
};
use rapport_kernel::{ApiError, ApiResult, Call, Code, Id, Kind};
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::{
    DeliveryId, DeliveryRow, WebhookDeliveryStatus, WebhookRow,
    document::{self, Told},
    owner, queue, repo,
    worker::Webhooks,
};
use crate::deals::{DealId, DealKind};

/// The reader of the log that all webhooks share.
pub(crate) const READER: &str = "webhooks";
/// How many events are read at a time.
const PAGE: i64 = 200;
/// How often in a row a fault of ours is tried again.
const MOST_FAILURES: u32 = 20;
/// How a deal ends for good.
const PURGED: &str = "deal.purged";

/// What a node found in the log.
struct Found {
    /// It has read up to here before,
    from: u64,
    /// and up to here now.
    until: u64,
    webhooks: Vec<WebhookRow>,
    /// Whether there is anything about a deal.
    is_of_deals: bool,
    purged: Vec<(DealId, u64)>,
}

/// What is to be written of one webhook.
struct ToBeTold {
    webhook: WebhookRow,
    told: Vec<Told>,
    problem: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Written;

impl Webhooks {
    /// Makes deliveries of the next events, if this node is the one that does. Returns how many events those were.
    ///
    /// # Errors
    /// When the database fails, or a webhook cannot be told for now. It is tried again from the same event.
    pub async fn dispatch(&self) -> ApiResult<u64> {
        let Some(found) = read(&self.db).await? else { return Ok(0) };
        if !self.db.hold_lease(READER, self.holder, self.clock.now()).await? {
            return Ok(0);
        }
        let mut all = Vec::new();
        if found.is_of_deals {
            for webhook in found.webhooks {
                all.push(self.told(webhook, found.from, found.until).await?);
            }
        }
        let (from, until, purged) = (found.from, found.until, found.purged);
        let call = self.call();
        let all = Arc::new(all);
        self.db
            .write(&call, move |tx| {
                // Another node has read it: what it wrote stands.
                if readers::claim(tx, READER)? == Some(from) {
                    write(tx, &all, &purged)?;
                    readers::advance(tx, READER, until)?;
                }
                Ok(Written)
            })
            .await?;
        self.wake.notify_one();
        Ok(until.saturating_sub(from))
    }

    /// What happened between two places, as a webhook is told of it.
    async fn told(&self, webhook: WebhookRow, from: u64, until: u64) -> ApiResult<ToBeTold> {
        let (of, now) = (webhook.clone(), self.clock.now());
        let actor = match self.db.read(move |conn| Ok(owner::actor(conn, &of, now)?)).await? {
            Ok(actor) => actor,
            Err(problem) => return Ok(ToBeTold { webhook, told: Vec::new(), problem: Some(problem.to_owned()) }),
        };
        let call = Call::new(actor, "webhooks", self.clock.clone());
        let filter = webhook.filter.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let request = OperationRequest {
            query: document::TEXT.to_owned(),
            variables: Map::from_iter([("filter".to_owned(), filter)]),
            ..OperationRequest::default()
        };
        let since = EventCursor(from.max(webhook.from_seq.min(until)));
        let answers = match self.engine.told_between(call, &self.db, &request, since, EventCursor(until)).await {
            Ok(answers) => answers,
            Err(refused) => return self.not_told(webhook, refused.code),
        };
        pin_mut!(answers);
        let types = webhook.types();
        let mut told = Vec::new();
        while let Some(delivered) = answers.next().await {
            if !delivered.answer.executed {
                return self.not_told(webhook, delivered.answer.code);
            }
            let one = document::read(&delivered).ok_or_else(|| ApiError::internal("an update that is none"))?;
            if types.as_ref().is_none_or(|types| types.contains(&one.event_type)) {
                told.push(one);
            }
        }
        Ok(ToBeTold { webhook, told, problem: None })
    }

    /// What becomes of a webhook that cannot be told: what may go well at another time is tried again, and what may not is
    /// said. A fault of ours is tried for a while; then the others go on without the one.
    fn not_told(&self, webhook: WebhookRow, code: Option<Code>) -> ApiResult<ToBeTold> {
        let is_passing = match code {
            Some(Code::Overloaded | Code::Timeout | Code::RateLimited) => true,
            Some(Code::Internal) => self.failures.load(Ordering::Relaxed) < MOST_FAILURES,
            _ => false,
        };
        let code = code.map_or("INTERNAL", Code::as_str);
        if is_passing {
            let message = format!("A webhook cannot be told at this moment: {code}.");
            return Err(ApiError::new(Code::Overloaded, message));
        }
        tracing::warn!(webhook = webhook.id.to_global(), code, "a webhook is not told of what happened");
        Ok(ToBeTold { webhook, told: Vec::new(), problem: Some(format!("It was not told of everything: {code}.")) })
    }
}

/// What there is to read; `None` for nothing.
async fn read(db: &Db) -> ApiResult<Option<Found>> {
    db.read(|conn| {
        let Some(from) = readers::place(conn, READER)? else { return Ok(None) };
        let events = after(conn, from, PAGE)?;
        let Some(until) = events.last().and_then(|event| event.seq) else { return Ok(None) };
        let of_deals = |event: &&Event| event.record_type == DealKind::NAME;
        let purged = events.iter().filter(of_deals).filter(|event| event.kind == PURGED);
        let purged = purged.map(|event| (Id::from_uuid(event.record_id), event.seq.unwrap_or(0))).collect();
        let is_of_deals = events.iter().any(|event| of_deals(&event));
        let webhooks = if is_of_deals { repo::active(conn)? } else { Vec::new() };
        Ok(Some(Found { from, until, webhooks, is_of_deals, purged }))
    })
    .await
}

fn write(tx: &mut Tx<'_>, all: &[ToBeTold], purged: &[(DealId, u64)]) -> Result<(), DbError> {
    let now = tx.now();
    for ToBeTold { webhook, told, problem } in all {
        if webhook.problem != *problem {
            repo::set_problem(tx, webhook.id, problem.as_deref())?;
        }
        // Removed meanwhile, with what it would have been told.
        if !told.is_empty() && !repo::is_there(tx, webhook.id)? {
            continue;
        }
        for one in told {
            let deal = Id::from_global(&one.deal_id).ok_or_else(|| ApiError::internal("a deal without an id"))?;
            let row = DeliveryRow {
                id: DeliveryId::new(),
                webhook_id: webhook.id,
                seq: one.cursor.0,
                deal_id: deal,
                event_type: one.event_type.clone(),
                body: one.body.clone(),
                status: kept::name(WebhookDeliveryStatus::Pending).to_owned(),
                attempts: 0,
                due_at: Some(now),
                last_status: None,
                last_error: None,
                last_attempt_at: None,
                delivered_at: None,
                created_at: now,
            };
            queue::add(tx, row)?;
        }
    }
    for (deal, seq) in purged {
        queue::forget(tx, *deal, *seq)?;
        queue::go_on(tx, *deal, now)?;
    }
    Ok(())
}
