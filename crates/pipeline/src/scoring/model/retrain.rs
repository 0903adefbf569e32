//! Training models again, and scoring open deals once a day.

use std::time::Duration;

use chrono::TimeDelta;
use rapport_db::Db;
use rapport_kernel::{Actor, ApiResult, Call, Clock, Role};
use uuid::Uuid;

use super::{inputs::Plan, repo, row::ModelRow, service};

/// How often it looks for what is due.
const EVERY: Duration = Duration::from_secs(60);
/// How often open deals are scored.
const SCORED_EVERY: TimeDelta = TimeDelta::days(1);

/// Trains models again when they are due, and keeps what they say of open deals. One on each node; of two that find the same
/// due, one keeps what it learned.
pub struct Retrainer {
    db: Db,
    clock: Clock,
    holder: Uuid,
}

impl Retrainer {
    /// That of this node.
    #[must_use]
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, holder: Uuid::now_v7() }
    }

    /// Works until it is dropped. A failure of the database is logged and tried again.
    pub async fn run(self) {
        loop {
            if let Err(error) = self.step().await {
                tracing::warn!(%error, cause = error.cause, "models of scores could not be trained again");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Does what is due, unless another node is at it. Returns how many models were trained and how many scored open deals.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&self) -> ApiResult<(usize, usize)> {
        let now = self.clock.now();
        if !self.db.hold_lease("scoring", self.holder, now).await? {
            return Ok((0, 0));
        }
        let latest = self.db.read(|conn| {
            let pipelines = repo::pipelines(conn)?;
            Ok(repo::latest(conn, &pipelines)?)
        });
        let (mut trained, mut scored) = (0, 0);
        for model in latest.await?.into_values() {
            let model = match self.retrain(&model).await? {
                Some(newer) => {
                    trained += 1;
                    newer
                }
                None => model,
            };
            let id = model.id;
            let last = self.db.read(move |conn| Ok(repo::last_scored(conn, id)?)).await?;
            if last.is_none_or(|last| last + SCORED_EVERY <= now)
                && service::score_open(&self.db, &model, now).await? > 0
            {
                scored += 1;
            }
        }
        Ok((trained, scored))
    }

    /// The model that follows one, if it is due.
    async fn retrain(&self, model: &ModelRow) -> ApiResult<Option<ModelRow>> {
        let now = self.clock.now();
        let Some(days) = model.retrain_days else { return Ok(None) };
        let due = model.created_at + TimeDelta::days(days.into());
        let Some(parameters) = model.parameters().filter(|_| due <= now) else { return Ok(None) };
        // As long before now as the one before: so much is left to measure it by.
        let held_out = (model.created_at - model.train_before).max(TimeDelta::zero());
        let plan = Plan {
            pipeline: model.pipeline_id,
            name: model.name.clone(),
            train_before: now - held_out,
            test_before: None,
            penalty: parameters.penalty,
            retrain_days: model.retrain_days,
        };
        let Some(learned) = service::learn(&self.db, &plan).await? else { return Ok(None) };
        let call = Call::new(Actor::new(Uuid::nil(), Role::Admin), "scoring", self.clock.clone());
        service::keep(&call, &self.db, &plan, learned, Some(model.id)).await
    }
}
