//! Price books by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{PriceBookId, PriceBookRow, repo};
use crate::permissions;

/// Living price books by their id.
pub struct PriceBookById;

impl Batch for PriceBookById {
    type Key = PriceBookId;
    type Value = PriceBookRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[PriceBookId],
    ) -> Result<HashMap<PriceBookId, PriceBookRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
