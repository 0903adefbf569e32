//! Rules of assignment by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{RuleId, RuleRow, repo};
use crate::leads::permissions;

/// Rules of assignment by their id.
pub struct LeadAssignmentRuleById;

impl Batch for LeadAssignmentRuleById {
    type Key = RuleId;
    type Value = RuleRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[RuleId]) -> Result<HashMap<RuleId, RuleRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}
