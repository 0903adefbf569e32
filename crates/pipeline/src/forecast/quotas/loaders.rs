//! Quotas by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{QuotaId, QuotaRow, repo};
use crate::permissions;

/// Quotas by their id, as far as the actor sees them.
pub struct QuotaById;

impl Batch for QuotaById {
    type Key = QuotaId;
    type Value = QuotaRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[QuotaId]) -> Result<HashMap<QuotaId, QuotaRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
