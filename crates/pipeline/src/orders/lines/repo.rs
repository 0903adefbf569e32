//! The SQL of lines.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::OrderLineRow;
use crate::{orders::OrderId, schema::order_lines};

/// The lines of these orders, in their order.
pub(crate) fn of(conn: &mut MysqlConnection, orders: &[OrderId]) -> QueryResult<Vec<OrderLineRow>> {
    order_lines::table
        .filter(one_of(order_lines::order_id, orders))
        .order((order_lines::order_id, order_lines::place))
        .select(OrderLineRow::as_select())
        .load(conn)
}

/// Inserts lines.
pub(crate) fn insert(conn: &mut MysqlConnection, rows: &[OrderLineRow]) -> QueryResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(order_lines::table).values(rows).execute(conn).map(drop)
}

/// Replaces the lines of an order.
pub(crate) fn replace(conn: &mut MysqlConnection, order: OrderId, rows: &[OrderLineRow]) -> QueryResult<()> {
    diesel::delete(order_lines::table.filter(order_lines::order_id.eq(order))).execute(conn)?;
    insert(conn, rows)
}
