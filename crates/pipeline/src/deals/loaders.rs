//! Deals by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{DealId, DealRow, repo};
use crate::permissions;

/// Living deals by their id, as far as the actor sees them.
pub struct DealById;

impl Batch for DealById {
    type Key = DealId;
    type Value = DealRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[DealId]) -> Result<HashMap<DealId, DealRow>, DbError> {
        call.require(&permissions::READ_DEALS)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
