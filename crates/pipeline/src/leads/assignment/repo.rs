//! The SQL of rules of assignment.

use std::collections::HashMap;

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{BigInt, Binary},
};
use rapport_contacts::users::UserId;
use rapport_db::{Sql, one_of};

use super::{RuleId, RuleRow};
use crate::{by_id, schema::lead_assignment_rules as rules};

/// These rules, as far as they are there.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[RuleId]) -> QueryResult<Vec<RuleRow>> {
    rules::table.filter(one_of(rules::id, ids)).select(RuleRow::as_select()).load(conn)
}

/// The rules that count, in the order in which they are asked.
pub(crate) fn active(conn: &mut MysqlConnection) -> QueryResult<Vec<RuleRow>> {
    rules::table
        .filter(rules::is_active.eq(true))
        .order((rules::priority, rules::id))
        .select(RuleRow::as_select())
        .load(conn)
}

/// How many rules there are.
pub(crate) fn count(conn: &mut MysqlConnection) -> QueryResult<i64> {
    rules::table.count().get_result(conn)
}

/// A rule, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: RuleId) -> QueryResult<Option<RuleRow>> {
    rules::table.find(id).select(RuleRow::as_select()).for_update().first(conn).optional()
}

/// How many open leads each of these looks after.
pub(crate) fn loads(conn: &mut MysqlConnection, users: &[UserId]) -> QueryResult<HashMap<UserId, i64>> {
    let rows: Vec<(UserId, i64)> = Sql::text("SELECT leads.owner_id, COUNT(*) FROM leads WHERE ")
        .then(by_id::is_one_of("leads.owner_id", users))
        .push(" AND leads.living = 1 AND leads.status IN ('NEW', 'WORKING', 'QUALIFIED') GROUP BY leads.owner_id")
        .query::<(Binary, BigInt)>()
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Says whose turn it is.
pub(crate) fn set_turn(conn: &mut MysqlConnection, id: RuleId, turn: u64) -> QueryResult<()> {
    diesel::update(rules::table.find(id)).set(rules::turn.eq(turn)).execute(conn).map(drop)
}

/// Inserts a rule.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &RuleRow) -> QueryResult<()> {
    diesel::insert_into(rules::table).values(row).execute(conn).map(drop)
}

/// Writes a locked rule back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &RuleRow) -> QueryResult<()> {
    diesel::update(rules::table.find(row.id))
        .set((
            rules::version.eq(row.version),
            rules::name.eq(&row.name),
            rules::priority.eq(row.priority),
            rules::is_active.eq(row.is_active),
            rules::method.eq(&row.method),
            rules::countries.eq(&row.countries),
            rules::regions.eq(&row.regions),
            rules::sources.eq(&row.sources),
            rules::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes a rule, with its members.
pub(crate) fn delete(conn: &mut MysqlConnection, id: RuleId) -> QueryResult<()> {
    diesel::delete(rules::table.find(id)).execute(conn).map(drop)
}
