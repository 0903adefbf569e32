//! The keys that an issuer publishes, as a set in a file or at an address (RFC 7517, 5): read when the server starts, again
//! when a token names a key that is not among them, and now and then, so that a key that was withdrawn counts no more.

use std::{
    fs::File,
    io::Read,
    path::PathBuf,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use chrono::{NaiveDateTime, TimeDelta};
use rapport_kernel::Clock;
use ureq::{
    Agent,
    tls::{RootCerts, TlsConfig},
};

use super::{jwk, key::Key};

/// How often the set is asked for at most, whatever tokens name.
const ASKED_EVERY: TimeDelta = TimeDelta::seconds(10);
/// How old the set may get before it is asked for again.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(5);
/// How long an answer may take, all in all: so long does a token wait that names an unknown key.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// The most bytes that a set may have.
const LARGEST: u64 = 256 * 1024;

/// Where an issuer's keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwksSource {
    /// In a file, which may be replaced while the server runs.
    File(PathBuf),
    /// At an address: https, or http within a network that is trusted.
    Url(String),
}

impl FromStr for JwksSource {
    type Err = JwksError;

    fn from_str(text: &str) -> Result<Self, JwksError> {
        match text.trim() {
            "" => Err(JwksError::NoSource),
            url if url.starts_with("https://") || url.starts_with("http://") => Ok(Self::Url(url.to_owned())),
            url if url.contains("://") => Err(JwksError::NoSource),
            path => Ok(Self::File(path.into())),
        }
    }
}

impl std::fmt::Display for JwksSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// Why an issuer's keys could not be read.
#[derive(Debug, thiserror::Error)]
pub enum JwksError {
    /// Neither a path nor an address.
    #[error("expected the path of a file, or an address that begins with https:// or http://")]
    NoSource,
    /// The file cannot be read.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// The address does not answer, or not with a set of a bearable size.
    #[error("{0}")]
    Url(#[from] Box<ureq::Error>),
    /// More than a set may have.
    #[error("it has more than {LARGEST} bytes")]
    TooLarge,
    /// Something else.
    #[error("it is no set of keys: expected {{\"keys\": [..]}}")]
    NoSet,
    /// A set in which nothing can be used.
    #[error("none of its keys can be used: RSA from 2048 to 4096 bits, P-256 or Ed25519, for signatures")]
    NoKeys,
}

/// The keys at one time.
#[derive(Debug)]
pub(super) struct Published {
    pub(super) keys: Vec<Key>,
    /// Grows when the set changes.
    pub(super) generation: u64,
    text: Vec<u8>,
    read_at: Option<NaiveDateTime>,
}

/// An issuer's keys, kept up to date.
#[derive(Debug)]
pub struct Jwks {
    source: JwksSource,
    clock: Clock,
    agent: Agent,
    published: RwLock<Arc<Published>>,
    asked_at: Mutex<Option<NaiveDateTime>>,
    one_at_a_time: tokio::sync::Mutex<()>,
}

impl Jwks {
    /// The keys of this source, none of them read as yet.
    #[must_use]
    pub fn new(source: JwksSource, clock: Clock) -> Arc<Self> {
        // The certificates that this machine trusts: a company's own authority is among them.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        // No redirects: what answers is what was configured.
        let agent = Agent::config_builder().timeout_global(Some(LONGEST_WAIT)).max_redirects(0).tls_config(tls).build();
        let published = Published { keys: Vec::new(), generation: 0, text: Vec::new(), read_at: None };
        Arc::new(Self {
            source,
            clock,
            agent: agent.into(),
            published: RwLock::new(Arc::new(published)),
            asked_at: Mutex::new(None),
            one_at_a_time: tokio::sync::Mutex::new(()),
        })
    }

    /// Where the keys are.
    #[must_use]
    pub const fn source(&self) -> &JwksSource {
        &self.source
    }

    /// Reads the keys now. Blocks: for the start of the server, and for blocking threads. What was read before stays when
    /// it fails.
    ///
    /// # Errors
    /// When they cannot be had, or none of them can be used.
    pub fn load(&self) -> Result<usize, JwksError> {
        let now = self.clock.now();
        *self.asked_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        let text = self.read()?;
        let keys = jwk::keys_of_set(&text).ok_or(JwksError::NoSet)?;
        if keys.is_empty() {
            return Err(JwksError::NoKeys);
        }
        let read = keys.len();
        let mut published = self.published.write().unwrap_or_else(PoisonError::into_inner);
        let generation = published.generation.saturating_add(u64::from(published.text != text));
        *published = Arc::new(Published { keys, generation, text, read_at: Some(now) });
        Ok(read)
    }

    fn read(&self) -> Result<Vec<u8>, JwksError> {
        match &self.source {
            JwksSource::File(path) => {
                let mut text = Vec::new();
                File::open(path)?.take(LARGEST + 1).read_to_end(&mut text)?;
                if u64::try_from(text.len()).is_ok_and(|size| size <= LARGEST) {
                    Ok(text)
                } else {
                    Err(JwksError::TooLarge)
                }
            }
            JwksSource::Url(url) => {
                let mut response = self.agent.get(url).call().map_err(Box::new)?;
                // A redirect is not followed, and what comes with it is no set.
                if response.status() != 200 {
                    return Err(Box::new(ureq::Error::StatusCode(response.status().as_u16())).into());
                }
                Ok(response.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(Box::new)?)
            }
        }
    }

    /// The keys as they were last read.
    pub(super) fn current(&self) -> Arc<Published> {
        Arc::clone(&self.published.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether it is long enough since the set was last asked for.
    fn may_ask(&self) -> bool {
        let asked_at = *self.asked_at.lock().unwrap_or_else(PoisonError::into_inner);
        asked_at.is_none_or(|asked_at| self.clock.now().signed_duration_since(asked_at).abs() >= ASKED_EVERY)
    }

    /// Asks for the set again, unless that was just done; of several who want it at once one asks and the others wait for
    /// it. Answers whether the keys are others now.
    pub(super) async fn refresh(self: &Arc<Self>) -> bool {
        let before = self.current().generation;
        let jwks = Arc::clone(self);
        // By itself, so that it goes on when the request that wanted it is gone.
        let asking = tokio::spawn(async move {
            let _one = jwks.one_at_a_time.lock().await;
            if jwks.may_ask() {
                let reading = Arc::clone(&jwks);
                let read = tokio::task::spawn_blocking(move || reading.load()).await;
                if let Ok(Err(error)) = read {
                    tracing::warn!(source = %jwks.source, %error, "the issuer's keys could not be read: those there are stay");
                }
            }
        });
        // It only fails when the process ends.
        let _ = asking.await;
        self.current().generation != before
    }

    /// Asks for the set again when it has got old. Whoever notices does not wait.
    pub(super) fn refresh_in_background(self: &Arc<Self>) {
        let read_at = self.current().read_at;
        let is_old = read_at.is_none_or(|at| self.clock.now().signed_duration_since(at).abs() >= GOOD_FOR);
        if is_old && self.may_ask() {
            let jwks = Arc::clone(self);
            tokio::spawn(async move { jwks.refresh().await });
        }
    }
}
