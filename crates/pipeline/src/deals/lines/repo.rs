//! The SQL of lines.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::LineRow;
use crate::{deals::DealId, schema::deal_lines};

/// The lines of these deals, in their order.
pub(crate) fn of(conn: &mut MysqlConnection, deals: &[DealId]) -> QueryResult<Vec<LineRow>> {
    deal_lines::table
        .filter(one_of(deal_lines::deal_id, deals))
        .order((deal_lines::deal_id, deal_lines::place))
        .select(LineRow::as_select())
        .load(conn)
}

/// Replaces the lines of a deal.
pub(crate) fn replace(conn: &mut MysqlConnection, deal: DealId, rows: &[LineRow]) -> QueryResult<()> {
    diesel::delete(deal_lines::table.filter(deal_lines::deal_id.eq(deal))).execute(conn)?;
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(deal_lines::table).values(rows).execute(conn).map(drop)
}
