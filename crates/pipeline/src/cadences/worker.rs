//! Cadences at work on a node.

use std::time::Duration;

use rapport_db::{Db, events::readers};
use rapport_kernel::{Actor, ApiResult, Call, Clock, Role};
use uuid::Uuid;

use super::runs::{
    advance,
    listen::{self, READER},
    repo,
};

/// How often what is due is looked for, and the log for what this node did not number itself.
const EVERY: Duration = Duration::from_secs(1);

/// Makes the tasks of cadences as their days come, and ends those that are answered. Each task is made once, whatever node ends
/// meanwhile: the rows say how far they are. The lease only keeps nodes from looking at the same time.
pub struct Cadences {
    db: Db,
    clock: Clock,
    holder: Uuid,
}

impl Cadences {
    /// Those of this node.
    #[must_use]
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, holder: Uuid::now_v7() }
    }

    /// Works until it is dropped. A failure of the database is logged and tried again.
    pub async fn run(self) {
        let mut numbered = self.db.log_grew();
        loop {
            match self.step().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!(%error, cause = error.cause, "cadences could not go on"),
            }
            let _ = tokio::time::timeout(EVERY, numbered.changed()).await;
        }
    }

    /// Reads on in the log and makes tasks that are to be made, if this node is the one that does. Returns how many events
    /// and cadences that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&self) -> ApiResult<usize> {
        let now = self.clock.now();
        // Without the lease first: an idle node writes nothing.
        let is_there_work = self.db.read(move |conn| {
            let news = match readers::place(conn, READER)? {
                Some(place) => !rapport_db::events::after(conn, place, 1)?.is_empty(),
                None => true,
            };
            Ok(news || repo::is_due(conn, now)?)
        });
        if !is_there_work.await? || !self.db.hold_lease(READER, self.holder, now).await? {
            return Ok(0);
        }
        Ok(self.listen().await? + self.advance().await?)
    }

    /// Reads on in the log, whoever else does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listen(&self) -> ApiResult<usize> {
        self.db.write(&self.call(), listen::listen).await
    }

    /// Makes the tasks that are to be made, whoever else does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn advance(&self) -> ApiResult<usize> {
        self.db.write(&self.call(), advance::advance).await
    }

    /// The call of the house's own work.
    fn call(&self) -> Call {
        Call::new(Actor::new(Uuid::nil(), Role::Admin), READER, self.clock.clone())
    }
}
