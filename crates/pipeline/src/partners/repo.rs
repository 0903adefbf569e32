//! The SQL of partners.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{PartnerId, PartnerRow};
use crate::{schema::partners, state::State};

/// The living partners among these.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[PartnerId]) -> QueryResult<Vec<PartnerRow>> {
    partners::table
        .filter(one_of(partners::id, ids))
        .filter(partners::deleted_at.is_null())
        .select(PartnerRow::as_select())
        .load(conn)
}

/// A partner in this state, locked until the transaction ends, and who acts for it with it.
pub(crate) fn lock(conn: &mut MysqlConnection, id: PartnerId, state: State) -> QueryResult<Option<PartnerRow>> {
    partners::table
        .find(id)
        .filter(state.condition())
        .select(PartnerRow::as_select())
        .for_update()
        .first(conn)
        .optional()
}

/// Inserts a partner.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &PartnerRow) -> QueryResult<()> {
    diesel::insert_into(partners::table).values(row).execute(conn).map(drop)
}

/// Writes a locked partner back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &PartnerRow) -> QueryResult<()> {
    diesel::update(partners::table.find(row.id))
        .set((
            partners::version.eq(row.version),
            partners::name.eq(&row.name),
            partners::updated_at.eq(row.updated_at),
            partners::deleted_at.eq(row.deleted_at),
        ))
        .execute(conn)
        .map(drop)
}
