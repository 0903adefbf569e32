//! Competitors by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{CompetitorId, CompetitorRow, repo};
use crate::permissions;

/// Living competitors by their id.
pub struct CompetitorById;

impl Batch for CompetitorById {
    type Key = CompetitorId;
    type Value = CompetitorRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CompetitorId],
    ) -> Result<HashMap<CompetitorId, CompetitorRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
