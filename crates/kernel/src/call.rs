//! One request on its way through the services.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::{Permission, actor::Actor, clock::Clock, error::ApiResult};

/// The key under which a client may send the same mutation again and have it happen once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The client's own key: 1 to 128 visible ASCII characters.
    pub key: Arc<str>,
    /// SHA-256 of the operation and its variables: the same key must come with the same body.
    pub body_hash: [u8; 32],
}

/// What every service is told about the request it serves.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who is acting.
    pub actor: Actor,
    /// The id that logs, errors and events of this request share.
    pub request_id: Arc<str>,
    /// The time, one dial for the whole process.
    pub clock: Clock,
    /// Set when the client asked for at most one effect.
    pub idempotency: Option<IdempotencyKey>,
    shown_once: Arc<AtomicBool>,
}

impl Call {
    /// A call without an idempotency key.
    #[must_use]
    pub fn new(actor: Actor, request_id: impl Into<Arc<str>>, clock: Clock) -> Self {
        Self { actor, request_id: request_id.into(), clock, idempotency: None, shown_once: Arc::default() }
    }

    /// Says that the answer holds a secret that is shown once: it is not kept for a request that is sent again. Told of
    /// every clone of the call.
    pub fn show_once(&self) {
        self.shown_once.store(true, Ordering::Relaxed);
    }

    /// Whether the answer holds a secret that is shown once.
    #[must_use]
    pub fn is_shown_once(&self) -> bool {
        self.shown_once.load(Ordering::Relaxed)
    }

    /// Refuses an actor without the permission: the first line of every service.
    ///
    /// # Errors
    /// FORBIDDEN, naming the permission.
    pub fn require(&self, permission: &Permission) -> ApiResult<()> {
        self.actor.require(permission)
    }
}
