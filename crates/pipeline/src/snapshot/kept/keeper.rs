//! The one who keeps the counters.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use diesel::{
    Connection, MysqlConnection, OptionalExtension, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Bool, Nullable},
};
use rapport_db::{Db, DbError, Sql, events, events::Event, sql::Value};
use rapport_kernel::ApiResult;
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    apply::difference,
    facts::{Facts, bytes, known},
    fill, write,
};

/// How many events one transaction counts.
const BATCH: i64 = 500;
/// How often it looks for events that another node numbered.
const POLL: Duration = Duration::from_millis(200);

/// The name in `event_readers`: what was not counted is not removed from the log.
pub(super) const READER: &str = "snapshots";

/// How far the counters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// The number of the last event that was counted.
    pub(super) seq: u64,
    /// Whether the counters are made at all.
    pub(super) is_filled: bool,
    /// Whether they are what the deals were as of that number. What they were made from may have been ahead of it.
    pub(super) is_exact: bool,
    /// Where the log of events ended when they were made: what was in the deals then is of no later event.
    pub(super) made_at: u64,
}

/// Keeps the counters of snapshots up with the event log. One on each node: who comes second waits for the first, and finds
/// nothing left to do.
pub struct Keeper {
    db: Db,
    numbered: watch::Receiver<u64>,
}

impl Keeper {
    /// A keeper that is told the number of the last event by the sequencer of this node.
    #[must_use]
    pub const fn new(db: Db, numbered: watch::Receiver<u64>) -> Self {
        Self { db, numbered }
    }

    /// Works until it is dropped. A failure of the database is logged and tried again.
    pub async fn run(mut self) {
        loop {
            match self.step().await {
                Ok(0) => {
                    let _ = tokio::time::timeout(POLL, self.numbered.changed()).await;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, cause = error.cause, "the counters of snapshots could not be kept");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    /// Makes the counters if they are not made, or else counts one batch of events. Returns how many that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&self) -> ApiResult<usize> {
        let is_filled = self.db.maintain(|conn| Ok(progress(conn, "")?.is_some_and(|one| one.is_filled))).await?;
        if !is_filled {
            return self.db.maintain(fill::fill).await;
        }
        self.db.maintain(step).await
    }
}

/// How far the counters are; with ` FOR UPDATE` nobody else goes on until the transaction ends.
pub(super) fn progress(conn: &mut MysqlConnection, lock: &'static str) -> QueryResult<Option<Progress>> {
    let found: Option<(i64, bool, bool, Option<i64>)> = Sql::text(
        "SELECT CAST(seq AS SIGNED), is_filled, is_exact, CAST(made_at AS SIGNED) FROM snapshot_progress WHERE id = 1",
    )
    .push(lock)
    .query::<(BigInt, Bool, Bool, Nullable<BigInt>)>()
    .get_result(conn)
    .optional()?;
    let number = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(found.map(|(seq, is_filled, is_exact, made_at)| Progress {
        seq: number(seq),
        is_filled,
        is_exact,
        made_at: number(made_at.unwrap_or_default()),
    }))
}

fn step(conn: &mut MysqlConnection) -> Result<usize, DbError> {
    // Without the lock first: an idle node writes nothing and waits for nobody.
    let Some(seen) = progress(conn, "")? else { return Ok(0) };
    if seen.is_exact && events::after(conn, seen.seq, 1)?.is_empty() {
        return Ok(0);
    }
    conn.transaction(|conn| {
        let Some(now) = progress(conn, " FOR UPDATE")?.filter(|now| now.is_filled) else { return Ok(0) };
        let batch = events::after(conn, now.seq, BATCH)?;
        let known = concerned(conn, &batch)?;
        write::write(conn, &difference(known, &batch))?;
        let seq = batch.last().and_then(|event| event.seq).unwrap_or(now.seq);
        let is_exact = now.is_exact || events::all_numbered(conn, now.made_at, seq)?;
        Sql::text("UPDATE snapshot_progress SET is_exact = ")
            .bind(Value::Bool(is_exact))
            .push(", seq = ")
            .bind(Value::Int(i64::try_from(seq).unwrap_or(i64::MAX)))
            .push(" WHERE id = 1")
            .query::<()>()
            .execute(conn)?;
        events::readers::reach(conn, READER, seq)?;
        // One that only waits for the rest of what it was made from does not go round and round.
        Ok(batch.len())
    })
}

/// What is known of the deals that these events are about.
fn concerned(conn: &mut MysqlConnection, batch: &[Event]) -> QueryResult<HashMap<Uuid, Facts>> {
    let ids = |of: &dyn Fn(&Event) -> bool| -> Vec<Value> {
        let ids: HashSet<Uuid> = batch.iter().filter(|event| of(event)).map(|event| event.record_id).collect();
        ids.into_iter().map(bytes).collect()
    };
    let deals = ids(&|event| event.record_type == "Deal");
    let mut found = if deals.is_empty() { HashMap::new() } else { known(conn, Sql::is_in("deal_id", deals))? };
    for (kind, column) in [("company.purged", "company_id"), ("contact.purged", "contact_id")] {
        let purged = ids(&|event| event.kind == kind);
        if !purged.is_empty() {
            found.extend(known(conn, Sql::is_in(column, purged))?);
        }
    }
    Ok(found)
}
