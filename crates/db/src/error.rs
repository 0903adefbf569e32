//! Which database error means what.
//!
//! diesel hands MySQL's errors on as a kind and a text; the few that need an answer of their own are told apart here.

use diesel::result::{DatabaseErrorKind, Error as QueryError};
use rapport_kernel::{ApiError, Code};

/// What goes wrong inside the door: a rule of a service that says no, or a statement that failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A service refused, with what its client is told.
    #[error("{0}")]
    Refused(Box<ApiError>),
    /// A statement failed.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<ApiError> for DbError {
    fn from(error: ApiError) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl DbError {
    /// Whether the database rolled the whole transaction back and wants it again.
    pub(crate) const fn wants_retry(&self) -> bool {
        matches!(self, Self::Query(QueryError::DatabaseError(DatabaseErrorKind::SerializationFailure, _)))
    }

    /// Whether a statement took too long and was cut off.
    pub(crate) fn cut_off(&self) -> bool {
        match self {
            Self::Query(error) => is_cut_off(&error.to_string()),
            Self::Refused(_) => false,
        }
    }

    /// Whether the connection is gone.
    pub(crate) fn lost_connection(&self) -> bool {
        match self {
            Self::Query(error) => is_lost(error),
            Self::Refused(_) => false,
        }
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Refused(error) => *error,
            DbError::Query(error) => from_query(&error),
        }
    }
}

fn from_query(error: &QueryError) -> ApiError {
    let text = error.to_string();
    if is_cut_off(&text) {
        return timeout();
    }
    if text.contains("Lock wait timeout exceeded") {
        return ApiError::new(Code::Conflict, "The record is being changed by someone else. Try again.");
    }
    if text.contains("Incorrect DATETIME value") || text.contains("Incorrect DATE value") {
        // Every moment of a client was read before; only a cursor that was made up brings another.
        return ApiError::new(Code::BadUserInput, "This is not a cursor of this server.");
    }
    ApiError::internal(without_values(&text))
}

/// By a limit of the server, by the watchdog, or by an operator who had enough of it.
fn is_cut_off(text: &str) -> bool {
    text.contains("Query execution was interrupted") || text.contains("max_statement_time exceeded")
}

/// What a client is told when a statement took too long.
#[must_use]
pub fn timeout() -> ApiError {
    ApiError::new(Code::Timeout, "The database took longer than an operation may.")
}

/// The text without what stands in quotes: a database quotes values, and those may be about a person. The name of a
/// key or column goes too; the statement is found by the request's id.
fn without_values(text: &str) -> String {
    // "Table 'a.b' doesn't exist": that one is no quote.
    text.replace("n't ", "n\u{2019}t ").split('\'').step_by(2).collect::<Vec<_>>().join("'..'")
}

/// Errors 2006 and 2013, a connection that the server closed or killed, as the client library words them.
pub(crate) fn is_lost(error: &QueryError) -> bool {
    const WORDS: [&str; 5] = [
        "server has gone away",
        "lost connection to",
        "connection was killed",
        "server shutdown in progress",
        "broken pipe",
    ];
    match error {
        QueryError::DatabaseError(_, info) => {
            // MariaDB's library and MySQL's do not agree on capitals.
            let message = info.message().to_ascii_lowercase();
            WORDS.iter().any(|words| message.contains(words))
        }
        QueryError::BrokenTransactionManager => true,
        QueryError::RollbackErrorOnCommit { rollback_error, commit_error } => {
            is_lost(rollback_error) || is_lost(commit_error)
        }
        _ => false,
    }
}

/// The name of the unique key that a value collided with, if that is what went wrong.
#[must_use]
pub fn violated_key(error: &QueryError) -> Option<&str> {
    match error {
        QueryError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
            // "Duplicate entry 'x' for key 'table.key'" on MySQL, "... for key 'key'" on MariaDB.
            let (_, key) = info.message().rsplit_once("for key '")?;
            let key = key.trim_end_matches('\'');
            Some(key.rsplit_once('.').map_or(key, |(_, key)| key))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_out_of_the_log() {
        let text = "Duplicate entry 'ada@example.org' for key 'users_email'";
        assert_eq!(without_values(text), "Duplicate entry '..' for key '..'");
        assert_eq!(without_values("Table 'a.b' doesn't exist"), "Table '..' doesn\u{2019}t exist");
    }
}
