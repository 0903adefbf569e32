//! Partners by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{PartnerId, PartnerRow, repo};
use crate::permissions;

/// Living partners by their id.
pub struct PartnerById;

impl Batch for PartnerById {
    type Key = PartnerId;
    type Value = PartnerRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[PartnerId],
    ) -> Result<HashMap<PartnerId, PartnerRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
