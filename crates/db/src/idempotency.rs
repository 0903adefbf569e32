//! Idempotency keys: kept in the transaction of the change, so that neither can be without the other.

use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::{
    MysqlConnection,
    prelude::*,
    sql_query,
    sql_types::{Datetime, Text},
};
use rapport_kernel::{ApiError, ApiResult, Call, Code, IdempotencyKey};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{Db, DbError, error::violated_key, schema::idempotency_keys};

/// How long a key is good.
const KEPT_FOR: TimeDelta = TimeDelta::hours(24);
/// When to ask again about a request that is at work.
const IN_PROGRESS: Duration = Duration::from_secs(1);

#[derive(Queryable)]
struct Kept {
    body_hash: Vec<u8>,
    outcome: String,
}

/// Runs `work`, at most once for the call's key. A second call gets what the first returned. `work` says whom its value
/// is about.
pub(crate) fn once<T, F>(conn: &mut MysqlConnection, call: &Call, work: F) -> Result<T, DbError>
where
    T: Serialize + DeserializeOwned,
    F: FnOnce(&mut MysqlConnection) -> Result<(T, Option<Uuid>), DbError>,
{
    let Some(key) = &call.idempotency else { return Ok(work(conn)?.0) };
    let actor = call.actor.subject();
    refuse_if_in_progress(conn, &actor, key)?;
    if let Some(kept) = find(conn, &actor, key)? {
        return replay(&kept, key);
    }
    let reserved = diesel::insert_into(idempotency_keys::table)
        .values((
            idempotency_keys::actor.eq(&*actor),
            idempotency_keys::idempotency_key.eq(&*key.key),
            idempotency_keys::body_hash.eq(key.body_hash.as_slice()),
            idempotency_keys::outcome.eq(""),
            idempotency_keys::created_at.eq(call.clock.now()),
        ))
        .execute(conn);
    match reserved {
        Ok(_) => {}
        // Another request took the key between the look and the insert, and has committed by now.
        Err(error) if violated_key(&error).is_some() => {
            let kept = find(conn, &actor, key)?.ok_or(error)?;
            return replay(&kept, key);
        }
        Err(error) => return Err(error.into()),
    }
    let (value, subject) = work(conn)?;
    let outcome = serde_json::to_string(&value).map_err(ApiError::internal)?;
    diesel::update(idempotency_keys::table.find((&*actor, &*key.key)))
        .set((
            idempotency_keys::outcome.eq(outcome),
            idempotency_keys::subject_id.eq(subject.map(|subject| subject.as_bytes().to_vec())),
        ))
        .execute(conn)?;
    Ok(value)
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    #[expect(dead_code, reason = "only that there is a row matters")]
    one: i32,
}

/// A row that another transaction has just inserted is locked: that request is still at work.
fn refuse_if_in_progress(conn: &mut MysqlConnection, actor: &str, key: &IdempotencyKey) -> Result<(), DbError> {
    let text = "SELECT 1 AS one FROM idempotency_keys WHERE actor = ? AND idempotency_key = ? FOR UPDATE NOWAIT";
    match sql_query(text).bind::<Text, _>(actor).bind::<Text, _>(&*key.key).load::<Locked>(conn) {
        Ok(_) => Ok(()),
        Err(error) if is_locked(&error) => {
            let error = ApiError::new(Code::Conflict, "A request with this idempotency key is in progress.");
            // By this a client tells it from a conflict that stays.
            Err(ApiError { retry_after: Some(IN_PROGRESS), ..error }.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn is_locked(error: &diesel::result::Error) -> bool {
    let text = error.to_string();
    text.contains("NOWAIT") || text.contains("Lock wait timeout exceeded")
}

fn find(conn: &mut MysqlConnection, actor: &str, key: &IdempotencyKey) -> QueryResult<Option<Kept>> {
    idempotency_keys::table
        .find((actor, &*key.key))
        .select((idempotency_keys::body_hash, idempotency_keys::outcome))
        .first(conn)
        .optional()
}

fn replay<T: DeserializeOwned>(kept: &Kept, key: &IdempotencyKey) -> Result<T, DbError> {
    check_body(&kept.body_hash, key)?;
    Ok(serde_json::from_str(&kept.outcome).map_err(ApiError::internal)?)
}

fn check_body(kept: &[u8], key: &IdempotencyKey) -> ApiResult<()> {
    if kept == key.body_hash {
        return Ok(());
    }
    Err(ApiError::new(Code::IdempotencyMismatch, "This idempotency key was used before with another request."))
}

/// Forgets what is kept about a person: the keys of changes to them, and every answer, since an answer to a change of
/// something else may show them too. A change sent again is then answered from its outcome.
pub(crate) fn forget(conn: &mut MysqlConnection, subject: Uuid) -> QueryResult<()> {
    let about = idempotency_keys::subject_id.eq(subject.as_bytes().as_slice());
    diesel::delete(idempotency_keys::table.filter(about)).execute(conn)?;
    diesel::update(idempotency_keys::table.filter(idempotency_keys::response.is_not_null()))
        .set(idempotency_keys::response.eq(None::<String>))
        .execute(conn)
        .map(drop)
}

impl Db {
    /// Forgets keys that are older than a client may still send again. Returns how many, at most a thousand: call again
    /// while there are any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire_idempotency_keys(&self, now: NaiveDateTime) -> ApiResult<usize> {
        self.maintain(move |conn| {
            Ok(sql_query("DELETE FROM idempotency_keys WHERE created_at < ? ORDER BY created_at LIMIT 1000")
                .bind::<Datetime, _>(now - KEPT_FOR)
                .execute(conn)?)
        })
        .await
    }

    /// The answer kept for the call's key, if the same request was answered before.
    ///
    /// # Errors
    /// IDEMPOTENCY_MISMATCH when the key was used with another body.
    pub async fn kept_answer(&self, call: &Call) -> ApiResult<Option<String>> {
        let Some(key) = call.idempotency.clone() else { return Ok(None) };
        let actor = call.actor.subject();
        let row: Option<(Vec<u8>, Option<String>)> = self
            .read({
                let key = key.clone();
                move |conn| {
                    Ok(idempotency_keys::table
                        .find((&*actor, &*key.key))
                        .select((idempotency_keys::body_hash, idempotency_keys::response))
                        .first(conn)
                        .optional()?)
                }
            })
            .await?;
        let Some((body_hash, response)) = row else { return Ok(None) };
        check_body(&body_hash, &key)?;
        Ok(response)
    }

    /// Keeps the answer beside the key. Nothing happens where the mutation changed nothing and so kept no key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_answer(&self, call: &Call, response: String) -> ApiResult<()> {
        let Some(key) = call.idempotency.clone() else { return Ok(()) };
        let actor = call.actor.subject();
        self.maintain(move |conn| {
            diesel::update(
                idempotency_keys::table.find((&*actor, &*key.key)).filter(idempotency_keys::response.is_null()),
            )
            .set(idempotency_keys::response.eq(&response))
            .execute(conn)?;
            Ok(())
        })
        .await
    }
}
