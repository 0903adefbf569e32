//! Webhooks at work on a node.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use rapport_db::Db;
use rapport_graphql::operation::Engine;
use rapport_kernel::{Actor, Call, Clock, Role};
use tokio::sync::{Notify, Semaphore};
use ureq::Agent;
use uuid::Uuid;

use super::{WebhookId, deliver, queue};

/// How often the log is looked at, for what this node did not number itself.
const DISPATCH_EVERY: Duration = Duration::from_millis(500);
/// How often what is due is looked for.
const DELIVER_EVERY: Duration = Duration::from_millis(500);
/// How long what was delivered stays in the log of deliveries, and how often that is looked after.
const KEPT: TimeDelta = TimeDelta::days(30);
const TIDY_EVERY: Duration = Duration::from_secs(10 * 60);

/// How webhooks are told.
#[derive(Clone, Debug)]
pub struct WebhookConfig {
    /// Whether they may be sent to addresses of private networks, such as this machine's.
    pub allows_private: bool,
    /// How many are sent at once on this node.
    pub concurrency: usize,
    /// How long a receiver may take, from the look-up of its name to the end of its answer.
    pub timeout: Duration,
    /// How often a delivery is tried before it is a dead letter.
    pub attempts: u32,
    /// How long to wait after the first attempt; then twice as long each time.
    pub first_wait: Duration,
}

impl Default for WebhookConfig {
    fn default() -> Self {
        Self {
            allows_private: false,
            concurrency: 16,
            timeout: Duration::from_secs(10),
            attempts: 16,
            first_wait: Duration::from_secs(5),
        }
    }
}

/// Tells webhooks what happens.
pub struct Webhooks {
    pub(super) engine: Arc<Engine>,
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) config: WebhookConfig,
    pub(super) holder: Uuid,
    pub(super) agent: Agent,
    pub(super) places: Arc<Semaphore>,
    /// How many deliveries of each webhook are under way.
    pub(super) sending: Mutex<HashMap<WebhookId, usize>>,
    pub(super) wake: Notify,
    /// How often in a row webhooks could not be told.
    pub(super) failures: AtomicU32,
}

impl Webhooks {
    /// Those of this node.
    #[must_use]
    pub fn new(engine: Arc<Engine>, db: Db, clock: Clock, config: WebhookConfig) -> Arc<Self> {
        Arc::new(Self {
            agent: deliver::agent(&config),
            places: Arc::new(Semaphore::new(config.concurrency.max(1))),
            engine,
            db,
            clock,
            config,
            holder: Uuid::now_v7(),
            sending: Mutex::default(),
            wake: Notify::new(),
            failures: AtomicU32::new(0),
        })
    }

    /// The call of the house's own work.
    pub(super) fn call(&self) -> Call {
        Call::new(Actor::new(Uuid::nil(), Role::Admin), "webhooks", self.clock.clone())
    }

    /// Works until it is dropped. A failure of the database is logged and tried again.
    pub async fn run(self: Arc<Self>) {
        tokio::join!(self.keep_dispatching(), self.keep_delivering(), self.keep_tidy());
    }

    async fn keep_dispatching(&self) {
        let mut numbered = self.db.log_grew();
        loop {
            let told = self.dispatch().await;
            match &told {
                Ok(_) => self.failures.store(0, Ordering::Relaxed),
                Err(_) => drop(self.failures.fetch_add(1, Ordering::Relaxed)),
            }
            match told {
                Ok(0) => {
                    let _ = tokio::time::timeout(DISPATCH_EVERY, numbered.changed()).await;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, cause = error.cause, "webhooks could not be told of what happened");
                    tokio::time::sleep(DISPATCH_EVERY).await;
                }
            }
        }
    }

    async fn keep_delivering(self: &Arc<Self>) {
        loop {
            match self.deliver().await {
                Ok(0) => {
                    let _ = tokio::time::timeout(DELIVER_EVERY, self.wake.notified()).await;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, cause = error.cause, "what is due could not be taken");
                    tokio::time::sleep(DELIVER_EVERY).await;
                }
            }
        }
    }

    async fn keep_tidy(&self) {
        loop {
            let (before, call) = (self.clock.now() - KEPT, self.call());
            match self.db.write(&call, move |tx| Ok(queue::expire(tx, before)?)).await {
                Ok(0) => tokio::time::sleep(TIDY_EVERY).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, cause = error.cause, "old deliveries could not be removed");
                    tokio::time::sleep(TIDY_EVERY).await;
                }
            }
        }
    }
}
