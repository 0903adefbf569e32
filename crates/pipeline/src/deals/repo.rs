//! The SQL of deals.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    DealId, DealRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::{by_id, schema::deals};

fn of_ids(ids: &[DealId]) -> Sql {
    by_id::is_one_of("deals.id", ids)
}

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(COLUMNS).push(" FROM deals WHERE ").then(condition)
}

/// The living deals among these that the actor sees.
pub(crate) fn visible(conn: &mut MysqlConnection, actor: &Actor, ids: &[DealId]) -> QueryResult<Vec<DealRow>> {
    select(Sql::all(vec![of_ids(ids), scope::living(), scope::visible(actor)])).query::<Types>().load(conn)
}

/// A deal that the actor sees, in this state, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, actor: &Actor, id: DealId, state: Sql) -> QueryResult<Option<DealRow>> {
    select(Sql::all(vec![of_ids(&[id]), state, scope::visible(actor)]))
        .push(" FOR UPDATE")
        .query::<Types>()
        .get_result(conn)
        .optional()
}

/// The ids of those among these that the actor sees, living or not.
pub(crate) fn visible_ids(conn: &mut MysqlConnection, actor: &Actor, ids: &[DealId]) -> QueryResult<Vec<DealId>> {
    let condition = Sql::all(vec![of_ids(ids), scope::visible(actor)]);
    Sql::text("SELECT deals.id FROM deals WHERE ").then(condition).query::<Binary>().load(conn)
}

/// The living deals with this key of another system.
pub(crate) fn holders_of(conn: &mut MysqlConnection, external_id: &str) -> QueryResult<Vec<(DealId, String)>> {
    Sql::text("SELECT deals.id, deals.external_id FROM deals WHERE deals.living_external_id = ")
        .bind(Value::Text(external_id.to_owned()))
        .query::<(Binary, Text)>()
        .load(conn)
}

/// The living deals with these keys of another system.
pub(crate) fn holders_of_many(conn: &mut MysqlConnection, keys: &[&str]) -> QueryResult<Vec<(DealId, String)>> {
    let keys = keys.iter().map(|key| Value::Text((*key).to_owned())).collect();
    Sql::text("SELECT deals.id, deals.external_id FROM deals WHERE ")
        .then(Sql::is_in("deals.living_external_id", keys))
        .query::<(Binary, Text)>()
        .load(conn)
}

/// Inserts a deal.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &DealRow) -> QueryResult<()> {
    diesel::insert_into(deals::table).values(row).execute(conn).map(drop)
}

/// Writes a locked deal back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &DealRow) -> QueryResult<()> {
    diesel::update(deals::table.find(row.id))
        .set((
            deals::version.eq(row.version),
            deals::external_id.eq(&row.external_id),
            deals::title.eq(&row.title),
            deals::company_id.eq(row.company_id),
            deals::owner_id.eq(row.owner_id),
            deals::amount.eq(row.amount),
            deals::currency.eq(&row.currency),
            deals::amount_source.eq(&row.amount_source),
            deals::recurring.eq(row.recurring),
            deals::expected_close_on.eq(row.expected_close_on),
            deals::kind.eq(&row.kind),
            deals::pipeline_id.eq(row.pipeline_id),
            deals::stage_id.eq(row.stage_id),
            deals::status.eq(&row.status),
            deals::closed_at.eq(row.closed_at),
            deals::loss_reason.eq(&row.loss_reason),
            deals::competitor_id.eq(row.competitor_id),
            deals::proposed_kind.eq(&row.proposed_kind),
            deals::last_won_at.eq(row.last_won_at),
            deals::updated_at.eq(row.updated_at),
            deals::deleted_at.eq(row.deleted_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes a deal for good; its people and stays go too.
pub(crate) fn delete(conn: &mut MysqlConnection, id: DealId) -> QueryResult<()> {
    diesel::delete(deals::table.find(id)).execute(conn).map(drop)
}
