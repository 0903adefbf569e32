//! One answer for all who follow the same: an update is executed once for each distinct selection, variables and rights,
//! and its bytes are shared. The transports add the id of each subscription.
//!
//! Who comes first executes, and the others wait for that. An answer is given on for a second only: whoever asks later,
//! because they come back, is told under the rights of that moment, and of the record as it is by then.

use std::{convert::Infallible, sync::Arc};

use async_graphql::Variables;
use chrono::{NaiveDateTime, TimeDelta};
use futures_util::future::BoxFuture;
use quick_cache::{Weighter, sync::Cache};
use rapport_kernel::{ApiError, ApiResult, Call, Clock};
use sha2::{Digest, Sha256};

use super::{answer::Answer, merge::Plan, planner::PlanKey};
use crate::EventCursor;

/// How long an answer is given on.
const FRESH: TimeDelta = TimeDelta::seconds(1);
/// How many answers are kept, and how many bytes they take together.
const KEPT: usize = 4_000;
const KEPT_BYTES: u64 = 8 * 1024 * 1024;
/// What an answer takes beside its bytes.
const OVERHEAD: u64 = 256;

/// What is followed, and with which rights.
pub(super) type Question = [u8; 32];

/// The question that is asked by following this. From where one began makes no other: no answer depends on it.
pub(super) fn question(call: &Call, key: &PlanKey, plan: &Plan, variables: &Variables) -> Question {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    };
    add(call.actor.rights().as_bytes());
    add(key.query.as_bytes());
    add(key.operation_name.as_deref().unwrap_or_default().as_bytes());
    add(&key.conditions.iter().map(|held| u8::from(*held)).collect::<Vec<_>>());
    let cursors = plan.cursor_variables();
    // Variables stand in the order of their names.
    for (name, value) in variables.iter().filter(|(name, _)| !cursors.contains(&name.as_str())) {
        add(name.as_bytes());
        add(value.to_string().as_bytes());
    }
    hash.finalize().into()
}

/// What an update came to.
#[derive(Clone)]
enum Outcome {
    /// It tells these subscribers nothing.
    Nothing,
    /// They are all told this.
    Told(Arc<Answer>),
    /// The answer has errors, and in it the id of a request: each is told their own.
    EachTheirOwn,
}

#[derive(Clone)]
struct Kept {
    at: NaiveDateTime,
    outcome: Outcome,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<(Question, EventCursor), Kept> for ByBytes {
    fn weight(&self, _: &(Question, EventCursor), kept: &Kept) -> u64 {
        let bytes = match &kept.outcome {
            Outcome::Told(answer) => answer.json.len(),
            Outcome::Nothing | Outcome::EachTheirOwn => 0,
        };
        u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(OVERHEAD)
    }
}

/// The answers that are being shared.
pub(super) struct Together(Cache<(Question, EventCursor), Kept, ByBytes>);

impl Default for Together {
    fn default() -> Self {
        Self(Cache::with_weighter(KEPT, KEPT_BYTES, ByBytes))
    }
}

impl Together {
    /// The answer to this question about the event with this number: the one that is there, or what `make` makes of it.
    /// `None` when it tells the subscriber nothing.
    pub(super) async fn answer<'m>(
        &self,
        question: Question,
        cursor: EventCursor,
        clock: &Clock,
        make: impl FnOnce() -> BoxFuture<'m, ApiResult<Option<Answer>>>,
    ) -> ApiResult<Option<Arc<Answer>>> {
        let key = (question, cursor);
        self.0.remove_if(&key, |kept| clock.now() > kept.at + FRESH);
        // What this very subscriber made; what was not asked for stays to be made by them alone.
        let mut own: Option<ApiResult<Option<Arc<Answer>>>> = None;
        let mut make = Some(make);
        let kept = {
            let (own, make) = (&mut own, &mut make);
            let made = async move {
                let made = match make.take() {
                    Some(make) => make().await.map(|made| made.map(Arc::new)),
                    None => Ok(None),
                };
                let outcome = match &made {
                    Ok(None) => Outcome::Nothing,
                    Ok(Some(answer)) if answer.code.is_none() => Outcome::Told(Arc::clone(answer)),
                    // What could not be told at all ends one subscription, and the others ask for themselves.
                    Ok(Some(_)) | Err(_) => Outcome::EachTheirOwn,
                };
                *own = Some(made);
                Ok::<_, Infallible>(Kept { at: clock.now(), outcome })
            };
            self.0.get_or_insert_async(&key, made).await
        };
        if let Some(own) = own {
            return own;
        }
        match (kept, make) {
            (Ok(Kept { outcome: Outcome::Nothing, .. }), _) => Ok(None),
            (Ok(Kept { outcome: Outcome::Told(answer), .. }), _) => Ok(Some(answer)),
            (Ok(Kept { outcome: Outcome::EachTheirOwn, .. }), Some(make)) => Ok(make().await?.map(Arc::new)),
            (_, None) | (Err(_), _) => Err(ApiError::internal("an update that was made and is not there")),
        }
    }
}
