//! Connections, as many as the server has, set as the server sets them.

use actix_web::{error::BlockingError, web};
use diesel::{Connection, MysqlConnection, connection::SimpleConnection};

/// What makes connections.
struct Manager {
    url: String,
}

impl r2d2::ManageConnection for Manager {
    type Connection = MysqlConnection;
    type Error = diesel::ConnectionError;

    fn connect(&self) -> Result<MysqlConnection, diesel::ConnectionError> {
        let mut conn = MysqlConnection::establish(&self.url)?;
        conn.batch_execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(conn)
    }

    fn is_valid(&self, _: &mut MysqlConnection) -> Result<(), diesel::ConnectionError> {
        Ok(())
    }

    fn has_broken(&self, _: &mut MysqlConnection) -> bool {
        false
    }
}

/// The connections.
pub(crate) struct Pool(r2d2::Pool<Manager>);

/// Why there is no answer. Told to the log of actix alone: a bench fails at any answer but 200.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl actix_web::ResponseError for Failure {}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<r2d2::Error> for Failure {
    fn from(error: r2d2::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<BlockingError> for Failure {
    fn from(error: BlockingError) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl Pool {
    pub(crate) fn open(url: String, connections: u32) -> Result<Self, r2d2::Error> {
        let pool = r2d2::Pool::builder().max_size(connections).test_on_check_out(false).build(Manager { url })?;
        Ok(Self(pool))
    }

    /// Runs `work` on a connection, on a thread that may block.
    pub(crate) async fn run<T: Send + 'static>(
        pool: web::Data<Self>,
        work: impl FnOnce(&mut MysqlConnection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        web::block(move || {
            #[expect(clippy::disallowed_methods, reason = "this thread may block, and the door is the server's")]
            let mut conn = pool.0.get()?;
            work(&mut conn)
        })
        .await?
    }
}
