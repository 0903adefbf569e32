//! Profiles by their id.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{ProfileId, repo, row::ProfileRow};
use crate::permissions;

/// Profiles of ideal customers by their id.
pub struct IdealCustomerProfileById;

impl Batch for IdealCustomerProfileById {
    type Key = ProfileId;
    type Value = ProfileRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ProfileId],
    ) -> Result<HashMap<ProfileId, ProfileRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
