//! Batches: what many fields of one request ask for, in one statement.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_graphql::{
    dataloader::{DataLoader, Loader},
    runtime::Timer,
};
use diesel::MysqlConnection;
use futures_util::{
    FutureExt,
    future::BoxFuture,
    task::{FutureObj, Spawn, SpawnError},
};
use rapport_db::{Db, DbError, Level};
use rapport_kernel::{ApiError, Call};
use tokio::task::AbortHandle;

use crate::context::Request;

/// Loads many values by key in one statement. Its name says its key: `EmailsByContactId`.
pub trait Batch: Send + Sync + 'static {
    /// By what.
    type Key: Clone + Eq + Hash + Send + Sync + 'static;
    /// What.
    type Value: Clone + Send + Sync + 'static;

    /// Loads the values of `keys`, none for a key without one, under the rights of the call.
    ///
    /// # Errors
    /// When the database fails or the call may not.
    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[Self::Key],
    ) -> Result<HashMap<Self::Key, Self::Value>, DbError>;
}

/// A batch as a loader of async-graphql.
pub(crate) struct BatchLoader<B> {
    db: Db,
    level: Level,
    call: Call,
    batch: std::marker::PhantomData<fn() -> B>,
}

impl<B> BatchLoader<B> {
    fn of(request: &Request) -> Self {
        let level = request.loaders.level.clone();
        Self { db: request.db.clone(), level, call: request.call.clone(), batch: std::marker::PhantomData }
    }
}

impl<B: Batch> Loader<B::Key> for BatchLoader<B> {
    /// Shared, because the loader gives each who waits a copy.
    type Value = Arc<B::Value>;
    type Error = ApiError;

    async fn load(&self, keys: &[B::Key]) -> Result<HashMap<B::Key, Arc<B::Value>>, ApiError> {
        let (call, keys) = (self.call.clone(), keys.to_vec());
        let found = self.level.read(&self.db, move |conn| B::load(conn, &call, &keys)).await?;
        Ok(found.into_iter().map(|(key, value)| (key, Arc::new(value))).collect())
    }
}

/// The loaders of one request, made as they are asked for. What they are loading ends with it.
#[derive(Default)]
pub(crate) struct Loaders {
    made: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    /// What they read at once.
    level: Level,
    tasks: Tasks,
}

impl Drop for Loaders {
    fn drop(&mut self) {
        // A batch runs beside its request: one whose time is over would read on.
        for task in self.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            task.abort();
        }
    }
}

impl Loaders {
    pub(crate) fn get<B: Batch>(&self, request: &Request) -> Arc<DataLoader<BatchLoader<B>>> {
        let mut loaders = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let loader = loaders.entry(TypeId::of::<B>()).or_insert_with(|| {
            let loader = BatchLoader::<B>::of(request);
            Arc::new(DataLoader::new(loader, Spawner(Arc::clone(&self.tasks)), NextTurn))
        });
        Arc::clone(loader).downcast().unwrap_or_else(|_| unreachable_loader(request))
    }
}

/// The map is keyed by the batch's type, so this is never reached; a loader of its own would still be right.
fn unreachable_loader<B: Batch>(request: &Request) -> Arc<DataLoader<BatchLoader<B>>> {
    Arc::new(DataLoader::new(BatchLoader::of(request), Spawner(Arc::clone(&request.loaders.tasks)), NextTurn))
}

/// The batches of a request that run, or have run.
type Tasks = Arc<Mutex<Vec<AbortHandle>>>;

struct Spawner(Tasks);

impl Spawn for Spawner {
    fn spawn_obj(&self, future: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        let task = tokio::spawn(future).abort_handle();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(task);
        Ok(())
    }
}

/// Waits not for a time but for a turn: by then every field of the level has been asked, since they are all polled
/// before their request gives way. A millisecond a level, which is the least that a timer waits, is more than most
/// statements take.
struct NextTurn;

impl Timer for NextTurn {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        tokio::task::yield_now().boxed()
    }
}
