//! What was checked of deals: rows, their SQL, and by what others know of them.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*};
use rapport_contacts::users::UserId;
use rapport_db::{DbError, one_of};
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::ItemId;
use crate::{by_id::grouped, deals::DealId, permissions, schema::deal_checks};

/// A row of `deal_checks`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = deal_checks, check_for_backend(diesel::mysql::Mysql))]
pub(crate) struct CheckRow {
    pub(crate) deal_id: DealId,
    pub(crate) item_id: ItemId,
    pub(crate) label: String,
    pub(crate) checked_by: UserId,
    pub(crate) checked_at: NaiveDateTime,
}

/// What was checked of these deals, the earliest first.
pub(crate) fn of(conn: &mut MysqlConnection, deals: &[DealId]) -> QueryResult<Vec<CheckRow>> {
    deal_checks::table
        .filter(one_of(deal_checks::deal_id, deals))
        .order((deal_checks::deal_id, deal_checks::checked_at, deal_checks::item_id))
        .select(CheckRow::as_select())
        .load(conn)
}

/// Writes down that something was checked.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &CheckRow) -> QueryResult<()> {
    diesel::insert_into(deal_checks::table).values(row).execute(conn).map(drop)
}

/// Takes back that something was checked.
pub(crate) fn delete(conn: &mut MysqlConnection, deal: DealId, item: ItemId) -> QueryResult<()> {
    diesel::delete(deal_checks::table.find((deal, item))).execute(conn).map(drop)
}

/// What was checked of deals, by the id of the deal.
pub(crate) struct ChecksByDealId;

impl Batch for ChecksByDealId {
    type Key = DealId;
    type Value = Vec<CheckRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[DealId],
    ) -> Result<HashMap<DealId, Vec<CheckRow>>, DbError> {
        call.require(&permissions::READ)?;
        Ok(grouped(of(conn, keys)?, |row| row.deal_id))
    }
}
