//! Cadences by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{CadenceId, CadenceRow, repo};
use crate::permissions;

/// Living cadences by their id.
pub struct CadenceById;

impl Batch for CadenceById {
    type Key = CadenceId;
    type Value = CadenceRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CadenceId],
    ) -> Result<HashMap<CadenceId, CadenceRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
