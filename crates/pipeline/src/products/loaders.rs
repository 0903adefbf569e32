//! Products by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{ProductId, ProductRow, repo};
use crate::permissions;

/// Living products by their id.
pub struct ProductById;

impl Batch for ProductById {
    type Key = ProductId;
    type Value = ProductRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ProductId],
    ) -> Result<HashMap<ProductId, ProductRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
