//! The SQL of shares.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*};
use rapport_contacts::users::UserId;
use rapport_db::one_of;

use crate::{
    deals::DealId,
    partners::PartnerId,
    schema::{deal_shares, partners},
};

/// A row of `deal_shares`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = deal_shares, check_for_backend(diesel::mysql::Mysql))]
pub(crate) struct ShareRow {
    pub(crate) partner_id: PartnerId,
    pub(crate) deal_id: DealId,
    pub(crate) fields: String,
    pub(crate) shared_by: UserId,
    pub(crate) shared_at: NaiveDateTime,
}

/// The shares of these deals with partners that are not deleted, the earliest first.
pub(crate) fn of(conn: &mut MysqlConnection, deals: &[DealId]) -> QueryResult<Vec<ShareRow>> {
    deal_shares::table
        .inner_join(partners::table.on(partners::id.eq(deal_shares::partner_id)))
        .filter(one_of(deal_shares::deal_id, deals))
        .filter(partners::deleted_at.is_null())
        .order((deal_shares::deal_id, deal_shares::shared_at, deal_shares::partner_id))
        .select(ShareRow::as_select())
        .load(conn)
}

/// The share of a locked deal with a partner.
pub(crate) fn find(conn: &mut MysqlConnection, partner: PartnerId, deal: DealId) -> QueryResult<Option<ShareRow>> {
    deal_shares::table.find((partner, deal)).select(ShareRow::as_select()).first(conn).optional()
}

/// Writes a share, over one that is there.
pub(crate) fn put(conn: &mut MysqlConnection, row: &ShareRow) -> QueryResult<()> {
    delete(conn, row.partner_id, row.deal_id)?;
    diesel::insert_into(deal_shares::table).values(row).execute(conn).map(drop)
}

/// Removes a share.
pub(crate) fn delete(conn: &mut MysqlConnection, partner: PartnerId, deal: DealId) -> QueryResult<()> {
    diesel::delete(deal_shares::table.find((partner, deal))).execute(conn).map(drop)
}
