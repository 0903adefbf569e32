//! The sequencer: numbers what has been committed.
//!
//! One at a time holds the lease, so that nodes do not do the same work twice. That the numbers are right does not
//! hang on the lease: a batch is numbered under the lock of the counter's row, so two sequencers that both believe
//! to hold it only wait for each other.
//!
//! Why the order is right for one record: an event takes its `position` while its transaction holds the record's row
//! lock, so positions of one record grow in the order of its commits; and a statement that sees the later of two such
//! commits sees the earlier too.

use std::{sync::Arc, time::Duration};

use diesel::{MysqlConnection, prelude::*, sql_query};
use rapport_kernel::{ApiResult, Clock};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    Db, lease,
    schema::{event_sequence, events},
    transaction::transaction,
};

/// How many events one transaction numbers.
const BATCH: i64 = 500;
/// How often it looks for commits of other nodes, which nobody announces here.
const POLL: Duration = Duration::from_millis(200);
const LEASE_NAME: &str = "event-sequencer";

/// Numbers events while it holds the lease.
pub struct Sequencer {
    db: Db,
    clock: Clock,
    holder: Uuid,
    last_seq: watch::Sender<u64>,
}

impl Sequencer {
    /// A sequencer of this node.
    #[must_use]
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, holder: Uuid::now_v7(), last_seq: watch::Sender::new(0) }
    }

    /// Tells the last number that this node gave.
    #[must_use]
    pub fn last_seq(&self) -> watch::Receiver<u64> {
        self.last_seq.subscribe()
    }

    /// Works until it is dropped. A failure of the database is logged and tried again.
    pub async fn run(self) {
        let committed: Arc<tokio::sync::Notify> = self.db.committed();
        loop {
            match self.step().await {
                Ok(0) => {
                    let _ = tokio::time::timeout(POLL, committed.notified()).await;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, cause = error.cause, "events could not be numbered");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    /// Numbers one batch, if this node holds the lease. Returns how many events that was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&self) -> ApiResult<usize> {
        let (holder, now) = (self.holder, self.clock.now());
        let numbered = self
            .db
            .maintain(move |conn| {
                // Without work the lease is left alone: an idle node writes nothing.
                if !has_unnumbered(conn)? || !lease::hold(conn, LEASE_NAME, holder, now)? {
                    return Ok(None);
                }
                transaction(conn, |conn| Ok(Some(number_batch(conn)?)))
            })
            .await?;
        let Some((count, last)) = numbered else { return Ok(0) };
        self.last_seq.send_replace(last);
        self.db.log_has_grown();
        Ok(count)
    }
}

fn has_unnumbered(conn: &mut MysqlConnection) -> QueryResult<bool> {
    let first: Option<u64> =
        events::table.filter(events::seq.is_null()).select(events::position).first(conn).optional()?;
    Ok(first.is_some())
}

fn number_batch(conn: &mut MysqlConnection) -> QueryResult<(usize, u64)> {
    // The counter's row is the fence: whoever holds it is the only one to number.
    let last: u64 = event_sequence::table.find(1).select(event_sequence::last_seq).for_update().first(conn)?;
    let positions: Vec<u64> = events::table
        .filter(events::seq.is_null())
        .order(events::position.asc())
        .limit(BATCH)
        .select(events::position)
        .load(conn)?;
    let mut next = last;
    let mut numbers = Vec::with_capacity(positions.len());
    for position in &positions {
        next += 1;
        numbers.push(format!("SELECT {position} AS position, {next} AS seq"));
    }
    if !numbers.is_empty() {
        // One statement for the whole batch; what it names are numbers of this program, no text of anybody. The order
        // of the join is forced: a walk over `events` instead would wait for the locks of writers.
        sql_query(format!(
            "UPDATE ({}) AS numbered STRAIGHT_JOIN events ON events.position = numbered.position \
             SET events.seq = numbered.seq",
            numbers.join(" UNION ALL ")
        ))
        .execute(conn)?;
    }
    if next > last {
        diesel::update(event_sequence::table.find(1)).set(event_sequence::last_seq.eq(next)).execute(conn)?;
    }
    Ok((positions.len(), next))
}
