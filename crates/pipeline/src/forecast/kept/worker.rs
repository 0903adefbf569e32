//! Keeping what is forecast, once a day.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use diesel::Connection;
use rapport_db::{Db, DbError};
use rapport_kernel::{Actor, ApiError, ApiResult, Clock, Role};
use uuid::Uuid;

use super::{repo, take};
use crate::{
    forecast::{
        gather::{self, Asked},
        read,
    },
    pipelines::PipelineId,
};

/// How often it looks for what is due.
const EVERY: Duration = Duration::from_secs(60);
/// How long it is known what was said of single deals.
const KNOWN_FOR: TimeDelta = TimeDelta::days(400);

/// Keeps once a day what is forecast of each pipeline. One on each node; of two that do the same day at once, one keeps it.
pub struct ForecastKeeper {
    db: Db,
    clock: Clock,
    holder: Uuid,
}

impl ForecastKeeper {
    /// That of this node.
    #[must_use]
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, holder: Uuid::now_v7() }
    }

    /// Works until it is dropped. A failure of the database is logged and tried again.
    pub async fn run(self) {
        loop {
            if let Err(error) = self.step().await {
                tracing::warn!(%error, cause = error.cause, "the forecast of the day could not be kept");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Keeps what is not kept of this day as yet, unless another node is at it. Returns of how many pipelines.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&self) -> ApiResult<usize> {
        let now = self.clock.now();
        let day = now.date();
        let due = self.db.read(move |conn| {
            let mut due = read::pipelines(conn)?;
            let mut kept = Vec::with_capacity(due.len());
            for pipeline in &due {
                kept.push(repo::is_kept(conn, *pipeline, day)?);
            }
            let mut kept = kept.into_iter();
            due.retain(|_| kept.next() == Some(false));
            Ok(due)
        });
        let due = due.await?;
        if due.is_empty() || !self.db.hold_lease("forecast", self.holder, now).await? {
            return Ok(0);
        }
        let mut count = 0;
        for pipeline in due {
            count += usize::from(self.keep(pipeline).await?);
        }
        Ok(count)
    }

    async fn keep(&self, pipeline: PipelineId) -> ApiResult<bool> {
        let now = self.clock.now();
        let actor = Actor::new(Uuid::nil(), Role::Admin);
        let asked = Asked { actor, now, pipeline: Some(pipeline), question: take::question(now), currency: None };
        let facts = gather::recently(&self.db, &asked).await?;
        let reckoning = tokio::task::spawn_blocking(move || {
            Option::as_ref(&facts).map(|facts| take::take(&asked.question, facts, pipeline))
        });
        let Some(taken) = reckoning.await.map_err(ApiError::internal)?.map(Arc::new) else { return Ok(false) };
        self.db
            .maintain(move |conn| {
                conn.transaction::<_, DbError, _>(|conn| {
                    repo::forget(conn, pipeline, (now - KNOWN_FOR).date())?;
                    Ok(repo::keep(conn, (pipeline, now.date(), now), &taken.rows, &taken.deals, taken.ends_before)?)
                })
            })
            .await
    }
}
