//! Sending deliveries: on every node, several at once, each with its time.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

use chrono::TimeDelta;
use rapport_db::DbError;
use rapport_kernel::{ApiError, ApiResult};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use ureq::{Agent, Error};

use super::{
    DeliveryRow, WebhookDeliveryStatus, WebhookId,
    address::{NotPublic, Public},
    queue::{self, Settled},
    repo, schedule, signature,
    worker::{WebhookConfig, Webhooks},
};

/// How many deliveries of one webhook are under way on a node: one whose receiver hangs leaves room for others.
const OF_EACH: usize = 4;
/// What is left of a lease when a delivery has had all its time.
const MARGIN: Duration = Duration::from_secs(30);
/// How long what went wrong may be told.
const LONGEST_ERROR: usize = 500;

/// The client of HTTP. It goes by no proxy and follows no redirection, which would lead past the check of addresses.
pub(super) fn agent(config: &WebhookConfig) -> Agent {
    let settings = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(config.timeout))
        .user_agent(concat!("rapport/", env!("CARGO_PKG_VERSION")))
        .build();
    let resolver = Public { allows_private: config.allows_private };
    Agent::with_parts(settings, ureq::unversioned::transport::DefaultConnector::default(), resolver)
}

/// Several deliveries, as the idempotent write of the house wants its outcome.
#[derive(Serialize, Deserialize)]
struct Claimed(Vec<DeliveryRow>);

impl Webhooks {
    /// Takes what is due and begins to send it. Returns how many those are; they are sent when their tasks have ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliver(self: &Arc<Self>) -> ApiResult<usize> {
        let free = self.places.available_permits();
        if free == 0 || !self.is_anything_due().await? {
            return Ok(0);
        }
        let now = self.clock.now();
        let wait = TimeDelta::from_std(self.config.timeout.saturating_add(MARGIN)).unwrap_or(TimeDelta::MAX);
        let (holder, lease) = (self.holder, now.checked_add_signed(wait).unwrap_or(now));
        let busy = self.busy();
        let call = self.call();
        let claimed = self.db.write(&call, move |tx| {
            Ok(Claimed(queue::claim(tx, holder.as_bytes(), now, lease, free, OF_EACH, &busy)?))
        });
        let Claimed(rows) = claimed.await?;
        let count = rows.len();
        for row in rows {
            let place = Arc::clone(&self.places).acquire_owned().await.map_err(ApiError::internal)?;
            self.under_way(|all| *all.entry(row.webhook_id).or_default() += 1);
            tokio::spawn(Arc::clone(self).send(row, place));
        }
        Ok(count)
    }

    /// Asked first, since it locks nothing and writes nothing.
    async fn is_anything_due(&self) -> ApiResult<bool> {
        let now = self.clock.now();
        self.db.read(move |conn| Ok(queue::is_anything_due(conn, now)?)).await
    }

    /// The webhooks that have as many under way as they may.
    fn busy(&self) -> Vec<WebhookId> {
        let mut busy = Vec::new();
        self.under_way(|all| busy.extend(all.iter().filter(|(_, count)| **count >= OF_EACH).map(|(id, _)| *id)));
        busy
    }

    fn under_way(&self, work: impl FnOnce(&mut HashMap<WebhookId, usize>)) {
        work(&mut self.sending.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Sends one delivery and keeps how that came out.
    async fn send(self: Arc<Self>, row: DeliveryRow, place: OwnedSemaphorePermit) {
        let outcome = self.attempt(&row).await;
        if let Err(error) = self.settle(&row, outcome).await {
            // Its lease runs out, and it is sent again.
            tracing::warn!(%error, cause = error.cause, "how a delivery came out could not be kept");
        }
        let webhook = row.webhook_id;
        self.under_way(|all| {
            if let Some(count) = all.get_mut(&webhook) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    all.remove(&webhook);
                }
            }
        });
        drop(place);
        self.wake.notify_one();
    }

    /// The status that the receiver answers, or why there is none.
    async fn attempt(&self, row: &DeliveryRow) -> Result<u16, String> {
        let (webhook, now) = (row.webhook_id, self.clock.now());
        let read = self.db.read(move |conn| {
            let url = repo::url(conn, webhook)?;
            Ok((url, repo::secrets(conn, webhook, now)?))
        });
        let (url, secrets) = read.await.map_err(|error| error.to_string())?;
        let url = url.ok_or("the webhook is gone")?;
        let (id, timestamp, body) = (row.id.to_global(), now.and_utc().timestamp(), row.body.clone());
        let signed = signature::header(secrets.iter().map(Vec::as_slice), &id, timestamp, &body);
        let agent = self.agent.clone();
        let sent = tokio::task::spawn_blocking(move || {
            let request = agent
                .post(&url)
                .header("content-type", "application/json")
                .header("webhook-id", &id)
                .header("webhook-timestamp", timestamp.to_string())
                .header("webhook-signature", &signed);
            request.send(&body).map(|response| response.status().as_u16()).map_err(|error| told(&error))
        });
        sent.await.map_err(|error| error.to_string())?
    }

    async fn settle(&self, row: &DeliveryRow, outcome: Result<u16, String>) -> ApiResult<()> {
        let now = self.clock.now();
        let (last_status, last_error) = match outcome {
            Ok(status) if (200..300).contains(&status) => (Some(status), None),
            Ok(status) => (Some(status), Some(format!("The receiver answered {status}."))),
            Err(why) => (None, Some(why.chars().take(LONGEST_ERROR).collect())),
        };
        let settled = if last_error.is_none() {
            Settled {
                status: WebhookDeliveryStatus::Delivered,
                due_at: None,
                last_status,
                last_error,
                delivered_at: Some(now),
            }
        } else if row.attempts >= self.config.attempts {
            Settled { status: WebhookDeliveryStatus::Dead, due_at: None, last_status, last_error, delivered_at: None }
        } else {
            let wait = schedule::wait(self.config.first_wait, row.attempts, &mut rand::rng());
            let due_at = TimeDelta::from_std(wait).ok().and_then(|wait| now.checked_add_signed(wait));
            Settled { status: WebhookDeliveryStatus::Pending, due_at, last_status, last_error, delivered_at: None }
        };
        let (row, holder) = (row.clone(), self.holder);
        let call = self.call();
        self.db
            .write(&call, move |tx| {
                queue::settle(tx, &row, holder.as_bytes(), now, &settled)?;
                Ok::<_, DbError>(())
            })
            .await
    }
}

/// What went wrong, as whose webhook it is may be told: not what another machine of the house is.
fn told(error: &Error) -> String {
    match error {
        Error::Other(other) if other.is::<NotPublic>() => "The address is not a public one.".to_owned(),
        Error::Timeout(_) => "The receiver did not answer in time.".to_owned(),
        Error::HostNotFound => "The name of the host is not known.".to_owned(),
        Error::ConnectionFailed | Error::Io(_) => "The receiver could not be reached, or hung up.".to_owned(),
        Error::Tls(_) | Error::Rustls(_) => "The receiver's certificate is not good.".to_owned(),
        _ => "The request could not be sent.".to_owned(),
    }
}
