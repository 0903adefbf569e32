//! The SQL of rules of scores.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{ScoringRuleId, row::ScoringRuleRow};
use crate::schema::scoring_rules as rules;

/// These rules, as far as they are there.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[ScoringRuleId]) -> QueryResult<Vec<ScoringRuleRow>> {
    rules::table.filter(one_of(rules::id, ids)).select(ScoringRuleRow::as_select()).load(conn)
}

/// The rules that count, by name.
pub(crate) fn active(conn: &mut MysqlConnection) -> QueryResult<Vec<ScoringRuleRow>> {
    rules::table
        .filter(rules::is_active.eq(true))
        .order((rules::name, rules::id))
        .select(ScoringRuleRow::as_select())
        .load(conn)
}

/// How many rules there are.
pub(crate) fn count(conn: &mut MysqlConnection) -> QueryResult<i64> {
    rules::table.count().get_result(conn)
}

/// A rule, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: ScoringRuleId) -> QueryResult<Option<ScoringRuleRow>> {
    rules::table.find(id).select(ScoringRuleRow::as_select()).for_update().first(conn).optional()
}

/// Inserts a rule.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &ScoringRuleRow) -> QueryResult<()> {
    diesel::insert_into(rules::table).values(row).execute(conn).map(drop)
}

/// Writes a locked rule back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &ScoringRuleRow) -> QueryResult<()> {
    diesel::update(rules::table.find(row.id))
        .set((
            rules::version.eq(row.version),
            rules::name.eq(&row.name),
            rules::points.eq(row.points),
            rules::half_life_days.eq(row.half_life_days),
            rules::is_active.eq(row.is_active),
            rules::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes a rule.
pub(crate) fn delete(conn: &mut MysqlConnection, id: ScoringRuleId) -> QueryResult<()> {
    diesel::delete(rules::table.find(id)).execute(conn).map(drop)
}
