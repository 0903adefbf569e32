//! What a request reads at once.
//!
//! The fields of one level of a query have a statement each. On a quiet server these run beside each other, each on a
//! connection of its own. Where half of the connections are at work already, nobody gains by that: what one request wins
//! another waits for, and the way to a blocking thread and back costs as much as a short statement. There they run one
//! after the other, on one connection.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use diesel::MysqlConnection;
use rapport_kernel::{ApiError, ApiResult};
use tokio::sync::oneshot;

use crate::{Db, DbError};

/// The reads of one request that wait for their turn.
#[derive(Clone, Default)]
pub struct Level(Arc<Mutex<Vec<Arc<dyn Job>>>>);

/// A read, whatever comes of it.
trait Job: Send + Sync {
    /// Reads, and hands on what came of it. An error stays here: [`Job::fail`] hands it on.
    fn run(&self, conn: &mut MysqlConnection) -> Result<(), DbError>;

    /// Tells who waits that it failed.
    fn fail(&self, error: ApiError);
}

/// A read with who waits for it, until it is done.
struct Read<T, F> {
    work: F,
    waits: Mutex<Option<oneshot::Sender<ApiResult<T>>>>,
}

impl<T, F> Read<T, F> {
    fn tell(&self, outcome: ApiResult<T>) {
        if let Some(waits) = self.waits.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // Who no longer waits needs nothing.
            let _ = waits.send(outcome);
        }
    }

    fn is_done(&self) -> bool {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

impl<T, F> Job for Read<T, F>
where
    T: Send + 'static,
    F: Fn(&mut MysqlConnection) -> Result<T, DbError> + Send + Sync + 'static,
{
    fn run(&self, conn: &mut MysqlConnection) -> Result<(), DbError> {
        // All are run again when the connection was lost in the middle.
        if !self.is_done() {
            self.tell(Ok((self.work)(conn)?));
        }
        Ok(())
    }

    fn fail(&self, error: ApiError) {
        self.tell(Err(error));
    }
}

impl Level {
    /// As [`Db::read`].
    ///
    /// # Errors
    /// As for [`Db::read`].
    pub async fn read<T, F>(&self, db: &Db, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut MysqlConnection) -> Result<T, DbError> + Send + Sync + 'static,
    {
        if !db.is_busy() {
            return db.read(work).await;
        }
        let (waits, outcome) = oneshot::channel();
        if self.add(Arc::new(Read { work, waits: Mutex::new(Some(waits)) })) {
            // By then all that the level asks for is here.
            tokio::task::yield_now().await;
            let jobs = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
            run(db, jobs).await;
        }
        outcome.await.map_err(ApiError::internal)?
    }

    /// Adds a read; `true` for the first, which runs them.
    fn add(&self, job: Arc<dyn Job>) -> bool {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.push(job);
        jobs.len() == 1
    }
}

/// Runs these reads. One that fails is told so, and the others go on, on a connection that knows nothing of it.
async fn run(db: &Db, mut jobs: Vec<Arc<dyn Job>>) {
    while !jobs.is_empty() {
        let reached = Arc::new(AtomicUsize::new(0));
        let (all, now) = (jobs.clone(), Arc::clone(&reached));
        let outcome = db.read(move |conn| {
            for (index, job) in all.iter().enumerate() {
                now.store(index + 1, Ordering::SeqCst);
                job.run(conn)?;
            }
            Ok(())
        });
        let Err(error) = outcome.await else { return };
        // None was reached: there is no connection to be had, for any of them.
        let failed = match reached.load(Ordering::SeqCst) {
            0 => jobs.len(),
            reached => reached,
        };
        for job in jobs.drain(..failed) {
            // Those before the one that failed are done, and know what came of them.
            job.fail(error.clone());
        }
    }
}
