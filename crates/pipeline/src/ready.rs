//! Reading what counts very many deals before somebody asks: as a node begins, and again before it is too old to be told.

use std::time::Duration;

use diesel::{MysqlConnection, QueryResult, RunQueryDsl, sql_types::BigInt};
use rapport_db::{Db, Sql, recent::MANY, sql::Value};
use rapport_kernel::{Actor, ApiResult, Clock, Role};
use uuid::Uuid;

use crate::{
    deals,
    forecast::{gather, pipelines},
    groups::{By, Groups},
    reports::touches,
    stays,
};

/// How often it is read: so that nothing is told that is much older than this, and nobody waits for it.
const EVERY: Duration = Duration::from_secs(5 * 60);

/// Keeps ready what counts very many deals, on each node.
pub struct Ready {
    db: Db,
    clock: Clock,
}

impl Ready {
    /// That of this node.
    #[must_use]
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }

    /// Works until it is dropped, after a first look. What fails is tried again.
    pub async fn run(self) {
        loop {
            tokio::time::sleep(EVERY).await;
            self.look().await;
        }
    }

    /// One step. What fails is logged.
    pub async fn look(&self) {
        told("deals", self.step().await);
    }

    /// Reads what is told to whoever sees all deals, where these are very many, one after the other. Returns whether it did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&self) -> ApiResult<bool> {
        // One after the other, each waited for: what is made of something else is made of the new.
        let (db, now) = (&self.db.renewing(), self.clock.now());
        if !db.keeps_answers() || !db.read(|conn| Ok(are_many(conn)?)).await? {
            return Ok(false);
        }
        let actor = Actor::new(Uuid::nil(), Role::Admin);
        let pipelines = db.read(|conn| Ok(pipelines(conn)?)).await?;
        let (_, seen) = deals::all::recently(db, &actor, None, now).await?;
        for pipeline in &pipelines {
            told("stays", stays::all::recently(db, None, *pipeline, now).await);
        }
        for by in By::BESIDE {
            told("groups", Groups::recently(db, &actor, Some(by), seen.len(), now).await);
        }
        told("interactions", touches::recently(db, &actor, seen.len(), now).await);
        for pipeline in [None].into_iter().chain(pipelines.into_iter().map(Some)) {
            told("forecast", gather::usual(db, &actor, pipeline, now).await);
        }
        Ok(true)
    }
}

/// Logs what failed: the rest may be at hand all the same.
fn told<T>(what: &str, outcome: ApiResult<T>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, cause = error.cause, "{what} could not be read before they are asked for");
    }
}

/// Whether there are as many deals as are kept when they were read.
fn are_many(conn: &mut MysqlConnection) -> QueryResult<bool> {
    let many = i64::try_from(MANY).unwrap_or(i64::MAX);
    let found: i64 = Sql::text("SELECT COUNT(*) FROM (SELECT 1 FROM deals WHERE ")
        .then(deals::scope::living())
        .push(" LIMIT ")
        .bind(Value::Int(many))
        .push(") AS counted")
        .query::<BigInt>()
        .get_result(conn)?;
    Ok(found >= many)
}
