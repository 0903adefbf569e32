//! The SQL of quotas.

use chrono::NaiveDate;
use diesel::{MysqlConnection, prelude::*};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    QuotaId, QuotaRow,
    inputs::Said,
    row::{COLUMNS, Types},
};
use crate::{by_id, schema::quotas, tasks::scope::owned};

/// A condition on `quotas` that holds for those that the actor sees: by whose they are, like tasks.
pub(crate) fn visible(actor: &Actor) -> Sql {
    owned("quotas.owner_id", actor)
}

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(COLUMNS).push(" FROM quotas WHERE ").then(condition)
}

/// Those among these that the actor sees.
pub(crate) fn by_ids(conn: &mut MysqlConnection, actor: &Actor, ids: &[QuotaId]) -> QueryResult<Vec<QuotaRow>> {
    select(Sql::all(vec![by_id::is_one_of("quotas.id", ids), visible(actor)])).query::<Types>().load(conn)
}

/// The quotas of periods that begin from one day until before another, that the actor sees.
pub(crate) fn between(
    conn: &mut MysqlConnection,
    actor: &Actor,
    from: NaiveDate,
    to: NaiveDate,
) -> QueryResult<Vec<QuotaRow>> {
    let of_days = Sql::text("quotas.starts_on >= ")
        .bind(Value::Date(from))
        .push(" AND quotas.starts_on < ")
        .bind(Value::Date(to));
    select(Sql::all(vec![of_days, visible(actor)])).push(" ORDER BY quotas.id").query::<Types>().load(conn)
}

/// The quota of the same owner, pipeline, period and currency, locked until the transaction ends.
pub(super) fn lock_same(conn: &mut MysqlConnection, said: &Said) -> QueryResult<Option<QuotaRow>> {
    let nobody = || Value::Bytes(vec![0; 16]);
    let same = Sql::text("quotas.of_whom = ")
        .bind(said.owner.map_or_else(nobody, by_id::value))
        .push(" AND quotas.of_what = ")
        .bind(said.pipeline.map_or_else(nobody, by_id::value))
        .push(" AND quotas.unit = ")
        .bind(Value::Text(said.unit_name()))
        .push(" AND quotas.starts_on = ")
        .bind(Value::Date(said.starts_on))
        .push(" AND quotas.currency = ")
        .bind(Value::Text(said.currency.code().to_owned()));
    select(same).push(" FOR UPDATE").query::<Types>().get_result(conn).optional()
}

/// Inserts a quota.
pub(super) fn insert(conn: &mut MysqlConnection, row: &QuotaRow) -> QueryResult<()> {
    diesel::insert_into(quotas::table).values(row).execute(conn).map(drop)
}

/// Writes a locked quota back.
pub(super) fn update(conn: &mut MysqlConnection, row: &QuotaRow) -> QueryResult<()> {
    diesel::update(quotas::table.find(row.id))
        .set((quotas::version.eq(row.version), quotas::amount.eq(row.amount), quotas::updated_at.eq(row.updated_at)))
        .execute(conn)
        .map(drop)
}

/// Removes a locked quota.
pub(super) fn remove(conn: &mut MysqlConnection, id: QuotaId) -> QueryResult<()> {
    diesel::delete(quotas::table.find(id)).execute(conn).map(drop)
}
