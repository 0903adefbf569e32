//! Ends statements that nobody waits for any more, and those that MySQL would let run on: its own limit covers SELECT
//! alone.
//!
//! One thread for a pool looks at what runs on each connection, and ends what runs too long by KILL QUERY.
//!
//! It must never hit the next statement. A connection's lock is held from the look until the KILL was answered, and the
//! end of a statement takes the same lock: while it is held, nothing else starts there. A KILL that comes as the statement
//! ends by itself may stay behind on the server, so a connection that got one is never used again.

use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        mpsc::{self, Receiver, RecvTimeoutError, SyncSender},
    },
    thread,
    time::{Duration, Instant},
};

use diesel::{Connection, MysqlConnection, connection::SimpleConnection};

use crate::abandoned::Abandoned;

/// What runs on one connection.
#[derive(Debug)]
pub(crate) struct Watched {
    /// The server's number of the connection.
    id: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the statement was sent that runs now.
    since: Option<Instant>,
    killed: bool,
    /// For whom the connection works.
    work: Option<Abandoned>,
}

impl State {
    fn is_abandoned(&self) -> bool {
        self.work.as_ref().is_some_and(Abandoned::is_told)
    }
}

impl Watched {
    pub(crate) fn started(&self) {
        self.state().since = Some(Instant::now());
    }

    pub(crate) fn finished(&self) {
        self.state().since = None;
    }

    /// Begins and ends a piece of work.
    pub(crate) fn works_for(&self, work: Option<Abandoned>) {
        self.state().work = work;
    }

    /// Whether nobody waits any more for what it works on.
    pub(crate) fn abandoned(&self) -> bool {
        self.state().is_abandoned()
    }

    /// Whether a statement of this connection was ended.
    pub(crate) fn killed(&self) -> bool {
        self.state().killed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Connections = Arc<Mutex<Vec<Weak<Watched>>>>;

/// Watches the connections of one pool for as long as it is held.
#[derive(Debug)]
pub(crate) struct Watchdog {
    connections: Connections,
    /// Its end ends the thread.
    _held: SyncSender<()>,
}

impl Watchdog {
    /// Starts to watch: statements may run for `limit`.
    pub(crate) fn start(url: &str, limit: Duration) -> io::Result<Self> {
        let (held, released) = mpsc::sync_channel(0);
        let connections = Connections::default();
        let patrol = Patrol { url: url.to_owned(), limit, connections: Arc::clone(&connections) };
        thread::Builder::new().name("db-watchdog".to_owned()).spawn(move || patrol.run(&released))?;
        Ok(Self { connections, _held: held })
    }

    /// Watches this connection, until the answer is dropped.
    pub(crate) fn watch(&self, id: u64) -> Arc<Watched> {
        let watched = Arc::new(Watched { id, state: Mutex::default() });
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.retain(|known| known.strong_count() > 0);
        connections.push(Arc::downgrade(&watched));
        watched
    }
}

struct Patrol {
    url: String,
    limit: Duration,
    connections: Connections,
}

impl Patrol {
    fn run(&self, released: &Receiver<()>) {
        let round = (self.limit / 10).clamp(Duration::from_millis(5), Duration::from_millis(100));
        while released.recv_timeout(round) == Err(RecvTimeoutError::Timeout) {
            let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let late: Vec<_> =
                connections.iter().filter_map(Weak::upgrade).filter(|watched| self.is_late(&watched.state())).collect();
            if !late.is_empty() {
                self.end(&late).unwrap_or_else(|error| tracing::warn!(%error, "a statement could not be ended"));
            }
        }
    }

    fn is_late(&self, state: &State) -> bool {
        state.since.is_some_and(|since| since.elapsed() >= self.limit || state.is_abandoned())
    }

    /// By a connection of its own, made when it is needed: that is seldom, and the pool may have none free.
    fn end(&self, late: &[Arc<Watched>]) -> Result<(), Box<dyn std::error::Error>> {
        let mut conn = MysqlConnection::establish(&self.url)?;
        for watched in late {
            let mut state = watched.state();
            if self.is_late(&state) {
                tracing::warn!(
                    connection = watched.id,
                    "a statement ran too long, or nobody waits for it, and is ended"
                );
                // Even if the KILL gets lost on its way.
                state.killed = true;
                conn.batch_execute(&format!("KILL QUERY {}", watched.id))?;
                // Once is enough: what it has changed is being rolled back.
                state.since = None;
            }
        }
        Ok(())
    }
}
