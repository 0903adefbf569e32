//! `Db`: the one way to a connection.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use diesel::MysqlConnection;
use rand::Rng;
use rapport_kernel::{ApiError, ApiResult, Call, Code};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};

use crate::{
    DbError, Flavour, Tx,
    abandoned::Abandoned,
    error,
    events::follow::Tail,
    idempotency,
    recent::Recent,
    session::{Session, SessionError, SessionManager, server_version},
    transaction::transaction,
    watchdog::Watchdog,
};

/// How the database is reached and how long anything may take.
#[derive(Clone, Debug)]
pub struct DbConfig {
    /// `mysql://user:password@host:port/database`, as diesel reads it.
    pub url: String,
    /// Connections at most.
    pub pool_size: u32,
    /// How long a request waits for a connection before it is told that the server is overloaded.
    pub checkout_timeout: Duration,
    /// How many may wait for a connection at once. The next is told at once that the server is overloaded.
    pub most_waiting: usize,
    /// How long one statement may run.
    pub statement_timeout: Duration,
    /// How long a statement waits for a row lock.
    pub lock_wait: Duration,
    /// How many events wait for one who follows the log, before they are cut off as too slow.
    pub follower_queue: usize,
    /// How many bytes are kept at most of what counts very many rows.
    pub kept_bytes: usize,
}

impl DbConfig {
    /// The defaults, for this address.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            pool_size: 16,
            checkout_timeout: Duration::from_secs(2),
            most_waiting: 2_000,
            statement_timeout: Duration::from_secs(5),
            lock_wait: Duration::from_secs(3),
            follower_queue: 1_000,
            kept_bytes: 512 * 1024 * 1024,
        }
    }
}

/// How often a read is tried whose connection is lost, or a transaction that the database rolls back.
const ATTEMPTS: u32 = 6;

/// The door to the database. Clones share the pool.
#[derive(Clone)]
pub struct Db {
    pool: r2d2::Pool<SessionManager>,
    manager: SessionManager,
    permits: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    checkout_timeout: Duration,
    flavour: Flavour,
    version: Arc<str>,
    statements: Arc<AtomicU64>,
    committed: Arc<Notify>,
    grown: Arc<watch::Sender<()>>,
    tail: Tail,
    follower_queue: usize,
    pub(crate) recent: Recent,
    /// Whether what is kept is read anew at once when it is no longer fresh, and waited for.
    pub(crate) renews: bool,
}

/// Why the door could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The server cannot be reached or refuses.
    #[error("the database cannot be reached: {0}")]
    Connect(#[from] SessionError),
    /// The pool could not be made.
    #[error("the connection pool could not be made: {0}")]
    Pool(#[from] r2d2::Error),
    /// The thread could not be started that ends what runs too long.
    #[error("no thread for the watchdog: {0}")]
    Watchdog(#[from] std::io::Error),
}

impl Db {
    /// Opens the door: connects once, to fail early and clearly, and learns which server it is.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses a setting.
    pub fn open(config: &DbConfig) -> Result<Self, OpenError> {
        let statements = Arc::new(AtomicU64::new(0));
        let mut manager = SessionManager {
            url: config.url.clone(),
            statement_timeout: config.statement_timeout,
            lock_wait: config.lock_wait,
            statements: Arc::clone(&statements),
            losses: Arc::new(AtomicU64::new(0)),
            watchdog: None,
        };
        let mut first = r2d2::ManageConnection::connect(&manager)?;
        let version = server_version(&mut first.conn).map_err(SessionError::from)?;
        drop(first);
        let flavour = Flavour::of_version(&version);
        // Where the server itself ends what runs too long, the watchdog only ends what nobody waits for any more.
        let limit = if flavour.needs_watchdog() { config.statement_timeout } else { Duration::MAX };
        manager.watchdog = Some(Arc::new(Watchdog::start(&config.url, limit)?));
        let pool = r2d2::Pool::builder()
            .max_size(config.pool_size)
            // None beyond what is used: a connection that is being made as the process ends crashes in the C library.
            .min_idle(Some(0))
            .connection_timeout(config.checkout_timeout)
            // A connection that was lost is told by its errors: a test on each checkout would cost a round trip.
            .test_on_check_out(false)
            .error_handler(Box::new(QuietHandler))
            .build_unchecked(manager.clone());
        Ok(Self {
            pool,
            manager,
            permits: Arc::new(Semaphore::new(usize::try_from(config.pool_size).unwrap_or(1))),
            waiting: Arc::new(Semaphore::new(config.most_waiting.min(Semaphore::MAX_PERMITS))),
            checkout_timeout: config.checkout_timeout,
            flavour,
            version: version.into(),
            statements,
            committed: Arc::new(Notify::new()),
            grown: Arc::new(watch::Sender::new(())),
            tail: Tail::default(),
            follower_queue: config.follower_queue.max(1),
            recent: Recent::new(config.kept_bytes),
            renews: false,
        })
    }

    /// Which server this is.
    #[must_use]
    pub const fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// What the server says that it is.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How many statements were sent so far.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Connections open and idle, and the most there may be.
    #[must_use]
    pub fn pool_state(&self) -> (u32, u32, u32) {
        let state = self.pool.state();
        (state.connections, state.idle_connections, self.pool.max_size())
    }

    /// Whether half of the connections are at work.
    pub(crate) fn is_busy(&self) -> bool {
        let free = u32::try_from(self.permits.available_permits()).unwrap_or(u32::MAX);
        free.saturating_mul(2) <= self.pool.max_size()
    }

    /// Tells that this node has numbered events.
    pub(crate) fn log_has_grown(&self) {
        self.grown.send_replace(());
        self.tail().wake();
    }

    /// Changes whenever this node has numbered events. What another numbers is found by looking.
    #[must_use]
    pub fn log_grew(&self) -> watch::Receiver<()> {
        self.grown.subscribe()
    }

    /// Told after every commit of this process: the sequencer waits for it.
    #[must_use]
    pub fn committed(&self) -> Arc<Notify> {
        Arc::clone(&self.committed)
    }

    /// The one reader of the log on this node.
    pub(crate) const fn tail(&self) -> &Tail {
        &self.tail
    }

    pub(crate) const fn follower_queue(&self) -> usize {
        self.follower_queue
    }

    /// Reads. Each statement sees what is committed when it starts.
    ///
    /// Tried again on another connection when one turns out to be lost.
    ///
    /// # Errors
    /// OVERLOADED when no connection is free in time, TIMEOUT when a statement ran too long, or what `work` returns.
    pub async fn read<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut MysqlConnection) -> Result<T, DbError> + Send + Sync + 'static,
    {
        let work = Arc::new(work);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let work = Arc::clone(&work);
            match self.run(move |session| work(&mut session.conn)).await? {
                Err(error) if attempt < ATTEMPTS && error.lost_connection() => {
                    tracing::debug!(attempt, "a read is tried again on another connection");
                }
                outcome => return Ok(outcome?),
            }
        }
    }

    /// Writes: one whole transaction, which is tried again from the start after a deadlock.
    ///
    /// `work` collects its events in the [`Tx`]; they are written before the commit. With an idempotency key in the
    /// call, the outcome is kept in the same transaction, and the same call again returns it without running `work`.
    ///
    /// # Errors
    /// As for [`Db::read`]; IDEMPOTENCY_MISMATCH and CONFLICT for a key that was used otherwise or is in use.
    pub async fn write<T, F>(&self, call: &Call, work: F) -> ApiResult<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, DbError> + Send + Sync + 'static,
    {
        let call = Arc::new(call.clone());
        let work = Arc::new(work);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let (call, work) = (Arc::clone(&call), Arc::clone(&work));
            let (finished, outcome) = self
                .run(move |session| {
                    let mut finished = false;
                    let Session { conn, watched, .. } = session;
                    let outcome = transaction(conn, |conn| {
                        let value = idempotency::once(conn, &call, |conn| {
                            let mut tx = Tx::new(conn, &call);
                            let value = work(&mut tx)?;
                            Ok((value, tx.finish()?))
                        })?;
                        if watched.as_ref().is_some_and(|watched| watched.killed() || watched.abandoned()) {
                            // A statement was ended, whatever `work` made of it, or nobody waits for the outcome: who was
                            // told that it took too long must not find it done.
                            return Err(error::timeout().into());
                        }
                        finished = true;
                        Ok(value)
                    });
                    session.lost |= outcome.as_ref().is_err_and(DbError::lost_connection);
                    session.cut_off |= outcome.as_ref().is_err_and(DbError::cut_off);
                    Ok((finished, outcome))
                })
                .await??;
            // A connection lost before the commit was sent has rolled everything back. Lost while it was on its way,
            // nobody can say, and the client must ask.
            let undone = |error: &DbError| error.wants_retry() || (!finished && error.lost_connection());
            match outcome {
                Ok(value) => {
                    self.committed.notify_one();
                    return Ok(value);
                }
                Err(error) if attempt < ATTEMPTS && undone(&error) => pause(attempt).await,
                Err(error) => return Err(given_up(error)),
            }
        }
    }

    /// The house's own writes, which nobody asked for: no call, no events, no idempotency key. Not for requests. Tried again after a deadlock and on a lost
    /// connection, so `work` must bear to happen twice. Each statement is a transaction, unless `work` opens one.
    ///
    /// # Errors
    /// As for [`Db::read`].
    pub async fn maintain<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut MysqlConnection) -> Result<T, DbError> + Send + Sync + 'static,
    {
        let work = Arc::new(work);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let work = Arc::clone(&work);
            match self.run(move |session| work(&mut session.conn)).await? {
                Err(error) if attempt < ATTEMPTS && (error.wants_retry() || error.lost_connection()) => {
                    pause(attempt).await;
                }
                outcome => return outcome.map_err(given_up),
            }
        }
    }

    /// Runs `work` on a connection, on a blocking thread, under a permit that travels with it.
    async fn run<T, F>(&self, work: F) -> ApiResult<Result<T, DbError>>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session) -> Result<T, DbError> + Send + 'static,
    {
        let permit = self.permit().await?;
        let (watch, abandoned) = Abandoned::watch();
        let (pool, manager) = (self.pool.clone(), self.manager.clone());
        let losses = Arc::clone(&manager.losses);
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also when the request is long gone: a dropped future ends no statement.
            let _permit = permit;
            if abandoned.is_told() {
                return Err(error::timeout());
            }
            #[expect(clippy::disallowed_methods, reason = "this is the door")]
            let mut session = pool.get().map_err(|_| overloaded())?;
            while session.losses < losses.load(Ordering::SeqCst) {
                let seen = losses.load(Ordering::SeqCst);
                if r2d2::ManageConnection::is_valid(&manager, &mut session).is_ok() {
                    session.losses = seen;
                } else {
                    session.lost = true;
                    drop(session);
                    #[expect(clippy::disallowed_methods, reason = "this is the door")]
                    let next = pool.get().map_err(|_| overloaded())?;
                    session = next;
                }
            }
            let outcome = session.working(abandoned, work);
            session.lost |= outcome.as_ref().is_err_and(DbError::lost_connection);
            session.cut_off |= outcome.as_ref().is_err_and(DbError::cut_off);
            if session.lost {
                losses.fetch_add(1, Ordering::SeqCst);
            }
            Ok(outcome)
        });
        let outcome = done.await;
        watch.over();
        outcome.map_err(ApiError::internal)?
    }

    /// The right to a connection: at once where one is free, else after a wait that is bounded, in a queue that is.
    async fn permit(&self) -> ApiResult<OwnedSemaphorePermit> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(permit);
        }
        let _place = self.waiting.try_acquire().map_err(|_| overloaded())?;
        tokio::time::timeout(self.checkout_timeout, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| overloaded())?
            .map_err(ApiError::internal)
    }
}

/// Waits a moment before the next attempt, longer each time, and by chance, so that two do not meet again.
async fn pause(attempt: u32) {
    let wait = rand::rng().random_range(1..=5_u64 << attempt);
    tracing::debug!(attempt, wait, "the work is tried again");
    tokio::time::sleep(Duration::from_millis(wait)).await;
}

/// What the last attempt leaves.
fn given_up(error: DbError) -> ApiError {
    if error.wants_retry() {
        return ApiError::new(Code::Conflict, "Too many changes at once. Try again.");
    }
    error.into()
}

fn overloaded() -> ApiError {
    ApiError {
        retry_after: Some(Duration::from_secs(1)),
        ..ApiError::new(Code::Overloaded, "The server has no capacity at this moment. Try again shortly.")
    }
}

/// Says once per failure, in the log, what r2d2 would print to the standard error.
#[derive(Debug)]
struct QuietHandler;

impl r2d2::HandleError<SessionError> for QuietHandler {
    fn handle_error(&self, error: SessionError) {
        tracing::warn!(%error, "a database connection could not be made");
    }
}
