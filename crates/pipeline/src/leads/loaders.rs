//! Leads by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{LeadId, LeadRow, permissions, repo};

/// Living leads by their id, as far as the actor sees them.
pub struct LeadById;

impl Batch for LeadById {
    type Key = LeadId;
    type Value = LeadRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[LeadId]) -> Result<HashMap<LeadId, LeadRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
