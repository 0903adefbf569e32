//! API keys: known for a short time after they were looked up, and compared without telling how far they were right.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{NaiveDateTime, TimeDelta};
use quick_cache::sync::Cache;
use rapport_kernel::{ApiError, ApiKeys, ApiResult, Clock, KnownKey, api_key};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use tokio::sync::Semaphore;

use super::{refusal::Refusal, verify::Session};

/// How many keys, known or not, are kept. Those beyond are looked up again.
const KEPT: usize = 10_000;
/// How long what was found is believed: so long does a key that another node has revoked still open this door.
pub const BELIEVED_FOR: Duration = Duration::from_secs(5);
/// How many keys that are not known are looked up at once: whoever tries keys must not take the connections of others.
const TRIED_AT_ONCE: usize = 2;
/// How often the use of a key is kept at most.
const USE_KEPT_EVERY: TimeDelta = TimeDelta::minutes(1);

/// What was found of a key, and when.
struct Found {
    /// From before it was looked up, so that nothing that was revoked meanwhile is believed for longer.
    asked_at: NaiveDateTime,
    revision: u64,
    key: Option<KnownKey>,
    /// Whether its use was told since.
    is_noted: AtomicBool,
}

/// The keys of an installation, as a door knows them. Clones share what was found.
#[derive(Clone)]
pub(super) struct KeyRing {
    source: Arc<dyn ApiKeys>,
    clock: Clock,
    found: Arc<Cache<Box<str>, Arc<Found>>>,
    tried: Arc<Semaphore>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRing").field("found", &self.found.len()).finish_non_exhaustive()
    }
}

impl KeyRing {
    pub(super) fn new(source: Arc<dyn ApiKeys>, clock: Clock) -> Self {
        Self { source, clock, found: Arc::new(Cache::new(KEPT)), tried: Arc::new(Semaphore::new(TRIED_AT_ONCE)) }
    }

    /// Who bears the key. Whatever is wrong with it, the answer is the same, and so is the time that it takes: nobody learns
    /// whether a key was ever good.
    pub(super) async fn authenticate(&self, text: &str) -> ApiResult<Session> {
        let public = api_key::public_part(text).ok_or(Refusal::ApiKey)?;
        let found = self.find(public).await?;
        let now = self.clock.now();
        let (expected, is_live) = found.key.as_ref().map_or(([0; 32], false), |key| (key.hash, key.is_live(now)));
        let given: [u8; 32] = Sha256::digest(text).into();
        let is_good = given.ct_eq(&expected) & Choice::from(u8::from(is_live));
        let key = found.key.as_ref().filter(|_| bool::from(is_good)).ok_or(Refusal::ApiKey)?;
        let is_due = key.last_used_at.is_none_or(|last| now.signed_duration_since(last) >= USE_KEPT_EVERY);
        if is_due && !found.is_noted.swap(true, Ordering::Relaxed) {
            self.source.note_use(key.id, now);
        }
        let valid_until = key.expires_at.unwrap_or(NaiveDateTime::MAX);
        Ok(Session { actor: key.actor.clone(), valid_until, api_key: Some(public.into()) })
    }

    /// Whether the key with this public part, which has opened the door, would still open it with the same rights.
    pub(super) async fn still_opens(&self, session: &Session, public: &str) -> ApiResult<bool> {
        let found = self.find(public).await?;
        let rights = session.actor.grant.as_deref();
        Ok(found.key.as_ref().is_some_and(|key| key.is_live(self.clock.now()) && key.actor.grant.as_deref() == rights))
    }

    async fn find(&self, public: &str) -> ApiResult<Arc<Found>> {
        let before = self.found.get(public);
        let revision = self.source.revision();
        let is_fresh = |found: &&Arc<Found>| {
            let age = self.clock.now().signed_duration_since(found.asked_at).abs().to_std().unwrap_or(Duration::MAX);
            found.revision == revision && age < BELIEVED_FOR
        };
        if let Some(found) = before.as_ref().filter(is_fresh) {
            return Ok(Arc::clone(found));
        }
        let is_known = before.is_some_and(|found| found.key.is_some());
        let _turn = if is_known { None } else { Some(self.tried.acquire().await.map_err(ApiError::internal)?) };
        // After the wait for a turn, and before the key is looked up: see `Found`.
        let (asked_at, revision) = (self.clock.now(), self.source.revision());
        let key = self.source.find(public).await?;
        let found = Arc::new(Found { asked_at, revision, key, is_noted: AtomicBool::new(false) });
        self.found.insert(public.into(), Arc::clone(&found));
        Ok(found)
    }
}
