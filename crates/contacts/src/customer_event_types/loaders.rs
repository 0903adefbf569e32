//! Types of customer events by what others know of them.

use std::{collections::HashMap, sync::Arc};

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{CustomerEventTypeId, CustomerEventTypeRow, repo};
use crate::permissions;

/// Types by their id.
pub struct CustomerEventTypeById;

impl Batch for CustomerEventTypeById {
    type Key = CustomerEventTypeId;
    type Value = CustomerEventTypeRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CustomerEventTypeId],
    ) -> Result<HashMap<CustomerEventTypeId, CustomerEventTypeRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The ids of all types by their names, for who is given names.
pub struct CustomerEventTypes;

impl Batch for CustomerEventTypes {
    type Key = ();
    type Value = Arc<HashMap<String, CustomerEventTypeId>>;

    fn load(conn: &mut MysqlConnection, call: &Call, _: &[()]) -> Result<HashMap<(), Self::Value>, DbError> {
        call.require(&permissions::READ)?;
        let ids = repo::all(conn)?.into_iter().map(|row| (row.name, row.id)).collect();
        Ok(HashMap::from([((), Arc::new(ids))]))
    }
}
