//! Stays by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{
    StayRow, repo,
    staleness::{self, Staleness},
};
use crate::{by_id::grouped, deals::DealId, permissions};

/// The stays of deals that the actor sees, the earliest first, by the id of the deal.
pub struct StaysByDealId;

impl Batch for StaysByDealId {
    type Key = DealId;
    type Value = Vec<StayRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[DealId],
    ) -> Result<HashMap<DealId, Vec<StayRow>>, DbError> {
        call.require(&permissions::READ_DEALS)?;
        Ok(grouped(repo::of(conn, keys)?, |row| row.deal_id))
    }
}

/// Since when deals have been in their stages for too long, by the id of the deal.
pub struct StalenessByDealId;

impl Batch for StalenessByDealId {
    type Key = DealId;
    type Value = Staleness;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[DealId]) -> Result<HashMap<DealId, Staleness>, DbError> {
        call.require(&permissions::READ_DEALS)?;
        Ok(staleness::of(conn, keys, call.clock.now())?.into_iter().collect())
    }
}
