//! API keys, as a door knows them.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use rapport_kernel::{
    ApiError, ApiKeys, Grant, KnownKey, RowScope,
    api_key::{self, Finding},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::*;
use crate::auth::BELIEVED_FOR;

/// Keys in memory, which counts how often it is asked.
#[derive(Default)]
struct Shelf {
    keys: Mutex<Vec<KnownKey>>,
    is_down: Mutex<bool>,
    is_slow: Mutex<bool>,
    at_once: AtomicU64,
    asked: AtomicU64,
    revision: AtomicU64,
    used: Mutex<Vec<NaiveDateTime>>,
}

/// The first key of a shelf, and one that is on none.
fn text(secret: u8) -> String {
    api_key::write([7; 8], [secret; 32])
}

impl ApiKeys for Shelf {
    fn find<'a>(&'a self, public: &'a str) -> Finding<'a> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            self.at_once.fetch_add(1, Ordering::SeqCst);
            while *self.is_slow.lock().unwrap() {
                tokio::task::yield_now().await;
            }
            self.at_once.fetch_sub(1, Ordering::SeqCst);
            if *self.is_down.lock().unwrap() {
                return Err(ApiError::internal("no database"));
            }
            let is_there = public == api_key::public_part(&text(1)).unwrap();
            Ok(self.keys.lock().unwrap().first().filter(|_| is_there).cloned())
        })
    }

    fn note_use(&self, _: Uuid, at: NaiveDateTime) {
        self.used.lock().unwrap().push(at);
    }

    fn revision(&self) -> u64 {
        self.revision.load(Ordering::SeqCst)
    }
}

fn known() -> KnownKey {
    let grant = Grant { key: Uuid::nil(), maker: Role::Admin, permissions: None, row_scope: RowScope::Own };
    KnownKey {
        id: Uuid::nil(),
        hash: Sha256::digest(text(1)).into(),
        actor: Actor::of_key(Role::Rep.demo_user(), Role::Support, grant),
        expires_at: Some(noon() + TimeDelta::hours(1)),
        is_revoked: false,
        last_used_at: None,
    }
}

fn door(clock: &Clock) -> (Arc<Shelf>, Verifier) {
    let shelf = Arc::new(Shelf::default());
    shelf.keys.lock().unwrap().push(known());
    let keys: Arc<dyn ApiKeys> = Arc::<Shelf>::clone(&shelf);
    (shelf, verifier(clock).with_api_keys(keys))
}

#[tokio::test]
async fn a_key_says_who_acts_and_what_is_left_of_their_rights() {
    let clock = clock();
    let (_, verifier) = door(&clock);
    let session = verifier.authenticate(&text(1)).await.unwrap();
    assert_eq!((session.actor.user, session.actor.role), (Role::Rep.demo_user(), Role::Support));
    assert_eq!(session.actor.row_scope(), RowScope::Own);
    assert_eq!(session.valid_until, noon() + TimeDelta::hours(1));
    let by_token = verifier.authenticate(&signed(&good())).await.unwrap();
    assert!(by_token.actor.grant.is_none(), "tokens come by the same door");
}

#[tokio::test]
async fn every_key_that_is_not_good_is_refused_alike() {
    let clock = clock();
    let (shelf, verifier) = door(&clock);
    let mut answers = Vec::new();
    for wrong in
        [text(2), api_key::write([8; 8], [1; 32]), "rk_".to_owned(), format!("{}0", text(1)), text(1).to_uppercase()]
    {
        answers.push(verifier.authenticate_key(&wrong).await.unwrap_err());
    }
    shelf.keys.lock().unwrap()[0].is_revoked = true;
    shelf.revision.fetch_add(1, Ordering::SeqCst);
    answers.push(verifier.authenticate(&text(1)).await.unwrap_err());
    shelf.keys.lock().unwrap()[0] = known();
    shelf.revision.fetch_add(1, Ordering::SeqCst);
    verifier.authenticate(&text(1)).await.unwrap();
    clock.advance(TimeDelta::hours(1));
    answers.push(verifier.authenticate(&text(1)).await.unwrap_err());
    answers.push(super::verifier(&clock).authenticate(&text(1)).await.unwrap_err());
    for error in answers {
        assert_eq!((error.code, error.message.as_ref()), (Code::Unauthenticated, "The API key is not valid."));
    }
    assert_eq!(verifier.authenticate_key(&signed(&good())).await.unwrap_err().code, Code::Unauthenticated);
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_after_five_seconds_and_at_once_where_it_was_revoked() {
    let clock = clock();
    let (shelf, verifier) = door(&clock);
    let opens = async || verifier.authenticate(&text(1)).await.is_ok();
    assert!(opens().await && opens().await);
    assert_eq!(shelf.asked.load(Ordering::SeqCst), 1, "what was found is believed");
    let session = verifier.authenticate(&text(1)).await.unwrap();
    shelf.keys.lock().unwrap()[0].is_revoked = true;
    let believed_for = TimeDelta::from_std(BELIEVED_FOR).unwrap();
    assert_eq!(believed_for, TimeDelta::seconds(5));
    clock.advance(believed_for - TimeDelta::microseconds(1));
    assert!(opens().await, "another node has revoked it");
    clock.advance(TimeDelta::microseconds(1));
    assert!(!opens().await);
    assert!(!verifier.still_holds(&session).await.unwrap(), "what outlives a request ends too");
    *shelf.keys.lock().unwrap() = vec![known()];
    clock.advance(believed_for);
    assert!(opens().await && verifier.still_holds(&session).await.unwrap());
    shelf.keys.lock().unwrap()[0].is_revoked = true;
    shelf.revision.fetch_add(1, Ordering::SeqCst);
    assert!(!opens().await, "this node has revoked it");
}

#[tokio::test]
async fn what_outlives_a_request_ends_when_its_rights_change() {
    let clock = clock();
    let (shelf, verifier) = door(&clock);
    let session = verifier.authenticate(&text(1)).await.unwrap();
    assert!(verifier.still_holds(&session).await.unwrap());
    let grant = Grant { maker: Role::Rep, ..session.actor.grant.as_deref().unwrap().clone() };
    shelf.keys.lock().unwrap()[0].actor = Actor::of_key(session.actor.user, session.actor.role, grant);
    shelf.revision.fetch_add(1, Ordering::SeqCst);
    assert!(!verifier.still_holds(&session).await.unwrap());
    let by_token = verifier.authenticate(&signed(&good())).await.unwrap();
    assert!(verifier.still_holds(&by_token).await.unwrap());
    clock.advance(TimeDelta::hours(2));
    assert!(!verifier.still_holds(&by_token).await.unwrap());
}

#[tokio::test]
async fn a_use_is_told_once_a_minute_and_only_of_a_good_key() {
    let clock = clock();
    let (shelf, verifier) = door(&clock);
    let used = || shelf.used.lock().unwrap().len();
    assert!(verifier.authenticate(&text(2)).await.is_err());
    assert_eq!(used(), 0);
    for _ in 0..3 {
        verifier.authenticate(&text(1)).await.unwrap();
    }
    assert_eq!(used(), 1);
    shelf.keys.lock().unwrap()[0].last_used_at = Some(noon());
    for (seconds, expected) in [(6, 1), (53, 1), (1, 2)] {
        clock.advance(TimeDelta::seconds(seconds));
        verifier.authenticate(&text(1)).await.unwrap();
        assert_eq!(used(), expected, "after {seconds} more seconds");
    }
}

#[tokio::test]
async fn who_tries_keys_takes_two_connections_at_most() {
    let (shelf, verifier) = door(&clock());
    verifier.authenticate(&text(1)).await.unwrap();
    shelf.revision.fetch_add(1, Ordering::SeqCst);
    *shelf.is_slow.lock().unwrap() = true;
    let tried: Vec<_> = (10..60)
        .map(|n| {
            let verifier = verifier.clone();
            tokio::spawn(async move { verifier.authenticate(&api_key::write([n; 8], [1; 32])).await.is_err() })
        })
        .collect();
    while shelf.asked.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
    let known = tokio::spawn(async move { verifier.authenticate(&text(1)).await.is_ok() });
    while shelf.at_once.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(shelf.asked.load(Ordering::SeqCst), 4, "two who try, and one who is known does not wait for them");
    *shelf.is_slow.lock().unwrap() = false;
    assert!(known.await.unwrap());
    for one in tried {
        assert!(one.await.unwrap());
    }
    assert_eq!(shelf.asked.load(Ordering::SeqCst), 2 + 50);
}

#[tokio::test]
async fn where_keys_cannot_be_looked_up_nobody_is_told_that_theirs_is_wrong() {
    let (shelf, verifier) = door(&clock());
    *shelf.is_down.lock().unwrap() = true;
    assert_eq!(verifier.authenticate(&text(1)).await.unwrap_err().code, Code::Internal);
    *shelf.is_down.lock().unwrap() = false;
    assert!(verifier.authenticate(&text(1)).await.is_ok());
}
