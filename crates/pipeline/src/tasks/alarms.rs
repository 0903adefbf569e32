//! Writing down that moments of tasks have come.

use std::time::Duration;

use rapport_db::{Db, Tx};
use rapport_kernel::{Actor, ApiResult, Call, Clock, Role};
use tokio::sync::Notify;
use uuid::Uuid;

use super::{TaskMoment, alarm, repo, service::event};

/// The event that says that a moment of a task has come.
pub(super) const KIND: &str = "task.due";
/// The field of that event which says which moment.
pub(super) const MOMENT: &str = "moment";
/// The field of that event which says when it was to be.
pub(super) const AT: &str = "at";
/// The lease of the node that does this.
const LEASE: &str = "task_alarms";
/// How many one transaction tells.
const BATCH: i64 = 200;
/// How often what has come is looked for.
const EVERY: Duration = Duration::from_secs(1);

/// Tells of the moments of tasks as they come: each is an event, written in the transaction that keeps that it was told. So
/// each is told once, whatever node ends meanwhile; the lease only keeps nodes from looking at the same time.
pub struct Alarms {
    db: Db,
    clock: Clock,
    holder: Uuid,
    wake: Notify,
}

impl Alarms {
    /// Those of this node.
    #[must_use]
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, holder: Uuid::now_v7(), wake: Notify::new() }
    }

    /// Works until it is dropped. A failure of the database is logged and tried again.
    pub async fn run(self) {
        loop {
            match self.step().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!(%error, cause = error.cause, "due tasks could not be told of"),
            }
            let _ = tokio::time::timeout(EVERY, self.wake.notified()).await;
        }
    }

    /// Tells of moments that have come, if this node is the one that does. Returns how many that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&self) -> ApiResult<usize> {
        let now = self.clock.now();
        // Without the lease first: an idle node writes nothing.
        if !self.db.read(move |conn| Ok(repo::is_alarming(conn, now)?)).await?
            || !self.db.hold_lease(LEASE, self.holder, now).await?
        {
            return Ok(0);
        }
        self.tell().await
    }

    /// Tells of moments that have come, whoever else does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell(&self) -> ApiResult<usize> {
        let call = Call::new(Actor::new(Uuid::nil(), Role::Admin), LEASE, self.clock.clone());
        self.db.write(&call, |tx| Ok(tell(tx)?)).await
    }
}

fn tell(tx: &mut Tx<'_>) -> diesel::QueryResult<usize> {
    let now = tx.now();
    let mut told = 0;
    for mut row in repo::lock_alarming(tx, now, BATCH)? {
        while let Some((moment, at)) = alarm::next(&row).filter(|(_, at)| *at <= now) {
            alarm::told(&mut row, moment, now);
            let name = rapport_contacts::kept::name::<TaskMoment>(moment);
            tx.emit(event(KIND, &row).change(MOMENT, None::<()>, Some(name)).change(AT, None::<()>, Some(at)));
            told += 1;
        }
        row.set_alarm();
        repo::update(tx, &row)?;
    }
    Ok(told)
}
