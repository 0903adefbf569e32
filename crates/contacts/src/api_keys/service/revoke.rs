//! Calling an API key back.

use rapport_db::Db;
use rapport_kernel::{ApiError, ApiResult, Call};

use super::tell;
use crate::{
    api_keys::{ApiKeyId, ApiKeyRow, repo, stored},
    permissions,
    version::check_version,
};

/// Calls a key back for good. One that is called back already stays as it is.
pub(crate) async fn key_revoke(call: &Call, db: &Db, id: ApiKeyId, expected: Option<i32>) -> ApiResult<ApiKeyRow> {
    call.require(&permissions::MANAGE_API_KEYS)?;
    let written = db.write(call, move |tx| {
        let old = repo::lock(tx, id)?.ok_or_else(|| ApiError::not_found("ApiKey"))?;
        check_version(expected, old.version)?;
        if old.revoked_at.is_some() {
            return Ok(old);
        }
        let row = ApiKeyRow { version: old.version.saturating_add(1), revoked_at: Some(tx.now()), ..old.clone() };
        repo::revoke(tx, &row)?;
        tx.emit(tell("api_key.revoked", Some(&old), &row));
        Ok(row)
    });
    let row = written.await?;
    stored::forget_all();
    Ok(row)
}
