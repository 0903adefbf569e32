//! API keys by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{ApiKeyId, ApiKeyRow, repo};
use crate::permissions;

/// Keys by their id.
pub struct ApiKeyById;

impl Batch for ApiKeyById {
    type Key = ApiKeyId;
    type Value = ApiKeyRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ApiKeyId],
    ) -> Result<HashMap<ApiKeyId, ApiKeyRow>, DbError> {
        call.require(&permissions::MANAGE_API_KEYS)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
