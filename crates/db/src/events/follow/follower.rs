//! One who follows the log.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use diesel::MysqlConnection;
use rapport_kernel::{ApiError, ApiResult, Code};
use tokio::sync::mpsc;

use super::{Wanted, tail::PAGE};
use crate::{
    Db, DbError,
    events::{
        Event, after,
        retention::{bounds, expired},
    },
};

/// Reads events in the order of their numbers, each once: first what was missed, then what comes.
pub struct Follower {
    db: Db,
    wanted: Wanted,
    /// Everything up to this number was read.
    read: u64,
    /// Read and not yet handed out.
    missed: VecDeque<Arc<Event>>,
    /// The number after which the queue has everything, and the queue.
    live: Option<(u64, mpsc::Receiver<Arc<Event>>)>,
}

impl Db {
    /// Follows the log: the events that `wanted` holds for, after the number `since`, or, without it, after what there
    /// is now. `wanted` is asked under a lock that all followers share, so it only compares.
    ///
    /// # Errors
    /// NOT_FOUND when the log has not come to `since` yet, CURSOR_EXPIRED when what came after it was removed; or when the
    /// database fails.
    pub async fn follow(
        &self,
        since: Option<u64>,
        wanted: impl Fn(&Event) -> bool + Send + Sync + 'static,
    ) -> ApiResult<Follower> {
        let (last, removed) = self.read(|conn| Ok(bounds(conn)?)).await?;
        let read = since.unwrap_or(last);
        if read > last {
            return Err(ApiError::new(Code::NotFound, "The log has not come to that place yet."));
        }
        if read < removed {
            return Err(expired());
        }
        Ok(Follower { db: self.clone(), wanted: Arc::new(wanted), read, missed: VecDeque::new(), live: None })
    }

    /// How many follow the log on this node.
    #[must_use]
    pub fn followers(&self) -> usize {
        self.tail().listeners()
    }
}

impl Follower {
    /// The next event, as soon as there is one.
    ///
    /// # Errors
    /// OVERLOADED when it was asked for too slowly, CURSOR_EXPIRED when the next was removed meanwhile; or when the
    /// database fails. After an error there is nothing more.
    pub async fn next(&mut self) -> ApiResult<Arc<Event>> {
        loop {
            if let Some(event) = self.missed.pop_front() {
                return Ok(event);
            }
            match &mut self.live {
                // In boxes: most of the time it waits for the queue.
                None => Box::pin(self.catch_up()).await?,
                Some((joined, _)) if self.read < *joined => {
                    let until = *joined;
                    Box::pin(self.read_page(until)).await?;
                }
                Some((_, queue)) => {
                    let event = queue.recv().await.ok_or_else(too_slow)?;
                    let number = event.seq.unwrap_or(0);
                    // What was read from the log before may stand in the queue too.
                    if number > self.read {
                        self.read = number;
                        return Ok(event);
                    }
                }
            }
        }
    }

    /// The next event up to the number `until`, which the log has come to; `None` once all of those were read.
    ///
    /// # Errors
    /// As for [`Follower::next`].
    pub async fn next_until(&mut self, until: u64) -> ApiResult<Option<Arc<Event>>> {
        loop {
            if let Some(event) = self.missed.pop_front() {
                return Ok(Some(event));
            }
            if self.read >= until {
                return Ok(None);
            }
            self.read_page(until).await?;
        }
    }

    /// Reads on, and listens once it is nearly there: a queue would overflow during a long way.
    async fn catch_up(&mut self) -> ApiResult<()> {
        if self.read_page(u64::MAX).await? < PAGE {
            let capacity = self.db.follower_queue();
            self.live = Some(self.db.tail().join(&self.db, self.read, Arc::clone(&self.wanted), capacity));
        }
        Ok(())
    }

    /// Reads a page of the log up to the number `until`, and tells how many events that was.
    async fn read_page(&mut self, until: u64) -> ApiResult<i64> {
        let from = self.read;
        let page = self.db.read(move |conn| page_after(conn, from)).await?;
        let count = i64::try_from(page.len()).unwrap_or(PAGE);
        for event in page {
            let number = event.seq.unwrap_or(u64::MAX);
            if number > until {
                self.read = until;
                break;
            }
            self.read = number;
            if (self.wanted)(&event) {
                self.missed.push_back(Arc::new(event));
            }
        }
        if count < PAGE && until < u64::MAX {
            self.read = until;
        }
        Ok(count)
    }
}

/// A page of the log. Numbers have no gap: where the next one is missing, it was removed.
fn page_after(conn: &mut MysqlConnection, from: u64) -> Result<Vec<Event>, DbError> {
    let page = after(conn, from, PAGE)?;
    let is_whole = match page.first() {
        Some(first) => first.seq == from.checked_add(1),
        None => bounds(conn)?.1 <= from,
    };
    if is_whole { Ok(page) } else { Err(expired().into()) }
}

fn too_slow() -> ApiError {
    ApiError {
        retry_after: Some(Duration::from_secs(1)),
        ..ApiError::new(
            Code::Overloaded,
            "You read more slowly than things happen. Go on from the cursor of the last update that you have.",
        )
    }
}
