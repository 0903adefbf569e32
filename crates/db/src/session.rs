//! What a connection is set to, and how a lost one is told.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use diesel::{
    Connection, MysqlConnection, RunQueryDsl,
    connection::{Instrumentation, InstrumentationEvent, SimpleConnection},
    sql_query,
};

use crate::{
    Flavour,
    abandoned::Abandoned,
    watchdog::{Watchdog, Watched},
};

/// Strictness is asked for, not hoped for: neither diesel nor every server's default gives it.
const SQL_MODE: &str = "STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO";

/// A pooled connection that remembers whether it was lost.
pub struct Session {
    /// The connection itself.
    pub conn: MysqlConnection,
    /// Set when a statement failed because the server was gone: `is_broken()` does not see that.
    pub lost: bool,
    /// Set when a statement was cut off. libmariadb waits for ever when a prepared statement that was cut off between two
    /// rows is executed once more, and diesel keeps it for that: such a connection is not used again.
    pub(crate) cut_off: bool,
    /// How many losses there had been when the connection was last known to live.
    pub(crate) losses: u64,
    /// What the watchdog knows of it.
    pub(crate) watched: Option<Arc<Watched>>,
}

impl Session {
    /// Works, for as long as somebody waits for it.
    pub(crate) fn working<T>(&mut self, abandoned: Abandoned, work: impl FnOnce(&mut Self) -> T) -> T {
        let watched = self.watched.clone();
        watched.iter().for_each(|watched| watched.works_for(Some(abandoned.clone())));
        let outcome = work(self);
        watched.iter().for_each(|watched| watched.works_for(None));
        outcome
    }

    /// Whether the watchdog has ended a statement of it.
    pub(crate) fn killed(&self) -> bool {
        self.watched.as_ref().is_some_and(|watched| watched.killed())
    }
}

/// Opens sessions for the pool.
#[derive(Clone, Debug)]
pub struct SessionManager {
    pub(crate) url: String,
    pub(crate) statement_timeout: Duration,
    pub(crate) lock_wait: Duration,
    pub(crate) statements: Arc<AtomicU64>,
    /// How often a connection was found lost. One that is lost seldom is the only one: the others are asked, once each,
    /// before they are used again.
    pub(crate) losses: Arc<AtomicU64>,
    /// Ends what runs too long, where the server does not.
    pub(crate) watchdog: Option<Arc<Watchdog>>,
}

/// Why a session could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The server cannot be reached or refuses.
    #[error(transparent)]
    Connect(#[from] diesel::ConnectionError),
    /// A setting was refused.
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
}

#[derive(diesel::QueryableByName)]
struct Version {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

/// What the server says that it is.
///
/// # Errors
/// When the query fails, or the client library reads the answer as empty: some versions of libmariadb (10.11.18, 3.4.9)
/// do so with the texts of a first row, without an error (CONC-821). Better no start than records without names.
pub fn server_version(conn: &mut MysqlConnection) -> diesel::QueryResult<String> {
    let version = sql_query("SELECT VERSION() AS version").get_result::<Version>(conn)?.version;
    if version.is_empty() {
        let message = "the MariaDB client library on this machine reads texts as empty (CONC-821): update libmariadb3";
        return Err(diesel::result::Error::DeserializationError(message.into()));
    }
    Ok(version)
}

#[derive(diesel::QueryableByName)]
struct ConnectionId {
    #[diesel(sql_type = diesel::sql_types::Unsigned<diesel::sql_types::BigInt>)]
    id: u64,
}

/// The server's number of the connection.
fn connection_id(conn: &mut MysqlConnection) -> diesel::QueryResult<u64> {
    sql_query("SELECT CONNECTION_ID() AS id").get_result::<ConnectionId>(conn).map(|row| row.id)
}

impl SessionManager {
    fn open(&self) -> Result<Session, SessionError> {
        let losses = self.losses.load(Ordering::SeqCst);
        let mut conn = MysqlConnection::establish(&self.url)?;
        let flavour = Flavour::of_version(&server_version(&mut conn)?);
        let lock_wait = self.lock_wait.as_secs().max(1);
        conn.batch_execute(&format!(
            "SET SESSION sql_mode = '{SQL_MODE}', innodb_lock_wait_timeout = {lock_wait}; \
             SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; {}",
            flavour.statement_timeout(self.statement_timeout)
        ))?;
        let watched = match &self.watchdog {
            Some(watchdog) => Some(watchdog.watch(connection_id(&mut conn)?)),
            None => None,
        };
        conn.set_instrumentation(Observer { statements: Arc::clone(&self.statements), watched: watched.clone() });
        Ok(Session { conn, lost: false, cut_off: false, losses, watched })
    }
}

/// Counts statements, so that tests and metrics can tell how many a request took, and tells the watchdog.
struct Observer {
    statements: Arc<AtomicU64>,
    watched: Option<Arc<Watched>>,
}

impl Instrumentation for Observer {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match (event, &self.watched) {
            (InstrumentationEvent::StartQuery { .. }, watched) => {
                self.statements.fetch_add(1, Ordering::Relaxed);
                watched.iter().for_each(|watched| watched.started());
            }
            (InstrumentationEvent::FinishQuery { .. }, Some(watched)) => watched.finished(),
            _ => {}
        }
    }
}

impl r2d2::ManageConnection for SessionManager {
    type Connection = Session;
    type Error = SessionError;

    fn connect(&self) -> Result<Session, SessionError> {
        self.open()
    }

    fn is_valid(&self, session: &mut Session) -> Result<(), SessionError> {
        Ok(sql_query("SELECT 1").execute(&mut session.conn).map(|_| ())?)
    }

    fn has_broken(&self, session: &mut Session) -> bool {
        session.lost
            || session.cut_off
            || session.killed()
            || diesel::connection::AnsiTransactionManager::is_broken_transaction_manager(&mut session.conn)
    }
}

use diesel::connection::TransactionManager as _;
