//! A transaction that may be only tried.

use std::sync::{Arc, Mutex, PoisonError};

use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiError, ApiResult, Call, Code};
use serde::{Serialize, de::DeserializeOwned};

/// Writes, as [`Db::write`] does. Without `keep` it is all taken back, once it has gone well.
///
/// # Errors
/// What `work` returns, or the database.
pub async fn write<T, F>(call: &Call, db: &Db, keep: bool, work: F) -> ApiResult<T>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, DbError> + Send + Sync + 'static,
{
    if keep {
        return db.write(call, work).await;
    }
    let outcome = Arc::new(Mutex::new(None));
    let done = Arc::clone(&outcome);
    let tried: ApiResult<T> = db
        .write(call, move |tx| {
            *done.lock().unwrap_or_else(PoisonError::into_inner) = Some(work(tx)?);
            Err(ApiError::new(Code::Conflict, "Taken back.").into())
        })
        .await;
    let value = outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
    value.map_or(tried, Ok)
}
