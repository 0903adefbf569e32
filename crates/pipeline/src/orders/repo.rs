//! The SQL of orders.

use diesel::{MysqlConnection, prelude::*, sql_types::Binary};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    OrderId, OrderRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::{by_id, schema::orders};

fn of_ids(ids: &[OrderId]) -> Sql {
    by_id::is_one_of("orders.id", ids)
}

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(COLUMNS).push(" FROM orders WHERE ").then(condition)
}

/// The living orders among these that the actor sees.
pub(crate) fn visible(conn: &mut MysqlConnection, actor: &Actor, ids: &[OrderId]) -> QueryResult<Vec<OrderRow>> {
    select(Sql::all(vec![of_ids(ids), scope::living(), scope::visible(actor)])).query::<Types>().load(conn)
}

/// An order that the actor sees, in this state, locked until the transaction ends.
pub(crate) fn lock(
    conn: &mut MysqlConnection,
    actor: &Actor,
    id: OrderId,
    state: Sql,
) -> QueryResult<Option<OrderRow>> {
    select(Sql::all(vec![of_ids(&[id]), state, scope::visible(actor)]))
        .push(" FOR UPDATE")
        .query::<Types>()
        .get_result(conn)
        .optional()
}

/// The living orders with these keys of another system.
pub(crate) fn holders_of(conn: &mut MysqlConnection, keys: &[&str]) -> QueryResult<Vec<OrderRow>> {
    let keys = keys.iter().map(|key| Value::Text((*key).to_owned())).collect();
    select(Sql::is_in("orders.living_external_id", keys)).query::<Types>().load(conn)
}

/// The ids of those among these that the actor sees, living or not.
pub(crate) fn visible_ids(conn: &mut MysqlConnection, actor: &Actor, ids: &[OrderId]) -> QueryResult<Vec<OrderId>> {
    let condition = Sql::all(vec![of_ids(ids), scope::visible(actor)]);
    Sql::text("SELECT orders.id FROM orders WHERE ").then(condition).query::<Binary>().load(conn)
}

/// Inserts an order.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &OrderRow) -> QueryResult<()> {
    diesel::insert_into(orders::table).values(row).execute(conn).map(drop)
}

/// Writes a locked order back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &OrderRow) -> QueryResult<()> {
    diesel::update(orders::table.find(row.id))
        .set((
            orders::version.eq(row.version),
            orders::external_id.eq(&row.external_id),
            orders::placed_hash.eq(&row.placed_hash),
            orders::contact_id.eq(row.contact_id),
            orders::company_id.eq(row.company_id),
            orders::deal_id.eq(row.deal_id),
            orders::owner_id.eq(row.owner_id),
            orders::status.eq(&row.status),
            orders::is_free_sample.eq(row.is_free_sample),
            orders::net.eq(row.net),
            orders::tax.eq(row.tax),
            orders::total.eq(row.total),
            orders::paid.eq(row.paid),
            orders::refunded.eq(row.refunded),
            orders::placed_at.eq(row.placed_at),
            orders::due_at.eq(row.due_at),
            orders::note.eq(&row.note),
            orders::cancelled_at.eq(row.cancelled_at),
            orders::cancel_reason.eq(&row.cancel_reason),
            orders::updated_at.eq(row.updated_at),
            orders::deleted_at.eq(row.deleted_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes an order for good; its lines, payments and refunds go too.
pub(crate) fn delete(conn: &mut MysqlConnection, id: OrderId) -> QueryResult<()> {
    diesel::delete(orders::table.find(id)).execute(conn).map(drop)
}
