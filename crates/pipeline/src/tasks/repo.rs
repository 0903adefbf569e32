//! The SQL of tasks.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    TaskId, TaskRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::{by_id, cadences::CadenceRunId, schema::tasks};

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(COLUMNS).push(" FROM tasks WHERE ").then(condition)
}

/// The living tasks among these that the actor sees.
pub(crate) fn visible(conn: &mut MysqlConnection, actor: &Actor, ids: &[TaskId]) -> QueryResult<Vec<TaskRow>> {
    select(Sql::all(vec![by_id::is_one_of("tasks.id", ids), scope::living(), scope::visible(actor)]))
        .query::<Types>()
        .load(conn)
}

/// A task that the actor sees, in this state, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, actor: &Actor, id: TaskId, state: Sql) -> QueryResult<Option<TaskRow>> {
    select(Sql::all(vec![by_id::is_one_of("tasks.id", &[id]), state, scope::visible(actor)]))
        .push(" FOR UPDATE")
        .query::<Types>()
        .get_result(conn)
        .optional()
}

/// Tasks with a moment that has come and is still to be told, the earliest first. They are locked until the transaction
/// ends; those that another has locked are left to it.
pub(crate) fn lock_alarming(conn: &mut MysqlConnection, now: NaiveDateTime, most: i64) -> QueryResult<Vec<TaskRow>> {
    select(Sql::text("tasks.alarm_at <= ").bind(Value::Time(now)))
        .push(" ORDER BY tasks.alarm_at LIMIT ")
        .bind(Value::Int(most))
        .push(" FOR UPDATE SKIP LOCKED")
        .query::<Types>()
        .load(conn)
}

/// The living tasks that these cadences on their way made, as far as the actor sees them, in the order of the steps.
pub(crate) fn of_runs(conn: &mut MysqlConnection, actor: &Actor, runs: &[CadenceRunId]) -> QueryResult<Vec<TaskRow>> {
    select(Sql::all(vec![by_id::is_one_of("tasks.cadence_run_id", runs), scope::living(), scope::visible(actor)]))
        .push(" ORDER BY tasks.cadence_run_id, tasks.cadence_step")
        .query::<Types>()
        .load(conn)
}

/// Whether there is a moment that has come and is still to be told.
pub(crate) fn is_alarming(conn: &mut MysqlConnection, now: NaiveDateTime) -> QueryResult<bool> {
    let found: Option<TaskId> =
        tasks::table.filter(tasks::alarm_at.le(now)).select(tasks::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// Inserts a task.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &TaskRow) -> QueryResult<()> {
    diesel::insert_into(tasks::table).values(row).execute(conn).map(drop)
}

/// Writes a locked task back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &TaskRow) -> QueryResult<()> {
    diesel::update(tasks::table.find(row.id)).set(row).execute(conn).map(drop)
}

/// Removes a task for good.
pub(crate) fn delete(conn: &mut MysqlConnection, id: TaskId) -> QueryResult<()> {
    diesel::delete(tasks::table.find(id)).execute(conn).map(drop)
}
