//! Removing what is old from the log, and telling how far it has come.
//!
//! Events go in the order of their numbers, so that what is left has no gap: a reader that finds one below what it expects
//! knows that it came too late, and says so instead of going on.

use std::time::Duration;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Datetime, Nullable, Unsigned},
};
use rapport_kernel::{ApiError, ApiResult, Code};

use crate::{
    Db, DbError,
    schema::{event_readers, event_sequence, events},
};

/// How many events one transaction removes.
const BATCH: i64 = 1_000;
/// How many events that wait for a number are counted at most.
const MOST_COUNTED: i64 = 100_000;

/// How far the log has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogState {
    /// The last number given.
    pub last_seq: u64,
    /// The last number whose event was removed; 0 when none was.
    pub removed_seq: u64,
    /// How many events wait for a number, 100,000 at most.
    pub waiting: u64,
    /// Since when the one waits that happened first. Its transaction may have been committed much later.
    pub oldest_waiting: Option<NaiveDateTime>,
}

impl LogState {
    /// How long the first of those waits that have no number.
    #[must_use]
    pub fn lag(&self, now: NaiveDateTime) -> Duration {
        self.oldest_waiting.and_then(|since| (now - since).to_std().ok()).unwrap_or_default()
    }
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = Nullable<Datetime>)]
    oldest: Option<NaiveDateTime>,
}

impl Db {
    /// How far the log has come.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_state(&self) -> ApiResult<LogState> {
        self.read(|conn| {
            let (last_seq, removed_seq) = bounds(conn)?;
            let Waiting { waiting, oldest } = sql_query(
                "SELECT COUNT(*) AS waiting, MIN(occurred_at) AS oldest FROM \
                 (SELECT occurred_at FROM events WHERE seq IS NULL LIMIT ?) AS waiting",
            )
            .bind::<BigInt, _>(MOST_COUNTED)
            .get_result(conn)?;
            let waiting = u64::try_from(waiting).unwrap_or(0);
            Ok(LogState { last_seq, removed_seq, waiting, oldest_waiting: oldest })
        })
        .await
    }

    /// Removes events from before this moment, a thousand at most, and tells how many those were. What one of the
    /// `event_readers` has not read stays, and so does all that came after it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire_events(&self, before: NaiveDateTime) -> ApiResult<usize> {
        self.maintain(move |conn| remove(conn, before)).await
    }
}

fn remove(conn: &mut MysqlConnection, before: NaiveDateTime) -> Result<usize, DbError> {
    let read: Option<u64> = event_readers::table.select(diesel::dsl::min(event_readers::seq)).first(conn)?;
    let oldest: Vec<(Option<u64>, NaiveDateTime)> = events::table
        .filter(events::seq.gt(0))
        .filter(events::seq.le(read.unwrap_or(u64::MAX >> 1)))
        .order(events::seq.asc())
        .limit(BATCH)
        .select((events::seq, events::occurred_at))
        .load(conn)?;
    let old = oldest.iter().take_while(|(_, occurred_at)| *occurred_at < before);
    let Some(last) = old.filter_map(|(seq, _)| *seq).last() else { return Ok(0) };
    // Said before it is done: who reads while it is being done is told that something is missing, and not the rest.
    diesel::update(event_sequence::table.find(1).filter(event_sequence::removed_seq.lt(last)))
        .set(event_sequence::removed_seq.eq(last))
        .execute(conn)?;
    Ok(sql_query("DELETE FROM events WHERE seq <= ? AND seq > 0 ORDER BY seq LIMIT 1000")
        .bind::<Unsigned<BigInt>, _>(last)
        .execute(conn)?)
}

/// The last number given, and the last whose event was removed.
pub(super) fn bounds(conn: &mut MysqlConnection) -> QueryResult<(u64, u64)> {
    event_sequence::table.find(1).select((event_sequence::last_seq, event_sequence::removed_seq)).first(conn)
}

/// What is said to who comes back too late.
pub(super) fn expired() -> ApiError {
    ApiError::new(
        Code::CursorExpired,
        "What happened after this cursor is not kept any more. Read anew what you follow, and go on without a cursor.",
    )
}
