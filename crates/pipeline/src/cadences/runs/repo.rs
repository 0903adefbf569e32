//! The SQL of cadences on their way.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*, sql_types::Binary};
use rapport_contacts::{companies::CompanyId, interactions::InteractionId, people::ContactId};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    CadenceRunId, CadenceRunRow,
    row::{COLUMNS, Types},
};
use crate::{
    by_id,
    cadences::CadenceId,
    deals::DealId,
    schema::{cadence_runs, deals},
    tasks::scope::owned,
};

/// A condition on `cadence_runs` that holds for those that the actor sees: by who does their tasks.
pub(crate) fn visible(actor: &Actor) -> Sql {
    owned("cadence_runs.owner_id", actor)
}

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(COLUMNS).push(" FROM cadence_runs WHERE ").then(condition)
}

/// Those among these that the actor sees.
pub(crate) fn by_ids(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[CadenceRunId],
) -> QueryResult<Vec<CadenceRunRow>> {
    select(Sql::all(vec![by_id::is_one_of("cadence_runs.id", ids), visible(actor)])).query::<Types>().load(conn)
}

/// One that the actor sees, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, actor: &Actor, id: CadenceRunId) -> QueryResult<Option<CadenceRunRow>> {
    select(Sql::all(vec![by_id::is_one_of("cadence_runs.id", &[id]), visible(actor)]))
        .push(" FOR UPDATE")
        .query::<Types>()
        .get_result(conn)
        .optional()
}

/// Those whose next task is to be made, the earliest first. They are locked until the transaction ends; those that another
/// has locked are left to it.
pub(crate) fn lock_due(conn: &mut MysqlConnection, now: NaiveDateTime, most: i64) -> QueryResult<Vec<CadenceRunRow>> {
    select(Sql::text("cadence_runs.wake_at <= ").bind(Value::Time(now)))
        .push(" ORDER BY cadence_runs.wake_at LIMIT ")
        .bind(Value::Int(most))
        .push(" FOR UPDATE SKIP LOCKED")
        .query::<Types>()
        .load(conn)
}

/// Whether there is one whose next task is to be made.
pub(crate) fn is_due(conn: &mut MysqlConnection, now: NaiveDateTime) -> QueryResult<bool> {
    let due = cadence_runs::table.filter(cadence_runs::wake_at.le(now));
    let found: Option<CadenceRunId> = due.select(cadence_runs::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// The one of this cadence that is on its way with this person or deal.
pub(crate) fn running(
    conn: &mut MysqlConnection,
    cadence: CadenceId,
    subject: &[u8],
) -> QueryResult<Option<CadenceRunId>> {
    cadence_runs::table
        .filter(cadence_runs::cadence_id.eq(cadence))
        .filter(cadence_runs::subject_id.eq(subject))
        .filter(cadence_runs::ended_at.is_null())
        .select(cadence_runs::id)
        .first(conn)
        .optional()
}

/// Those on their way with one of these people or deals, or with a deal of one of the people; locked until the transaction
/// ends.
pub(crate) fn lock_running_with(
    conn: &mut MysqlConnection,
    people: &[ContactId],
    deals: &[DealId],
) -> QueryResult<Vec<CadenceRunRow>> {
    if people.is_empty() && deals.is_empty() {
        return Ok(Vec::new());
    }
    let of_people = Sql::text("cadence_runs.deal_id IN (SELECT deal_contacts.deal_id FROM deal_contacts WHERE ")
        .then(by_id::is_one_of("deal_contacts.contact_id", people))
        .push(")");
    let any = Sql::any(vec![
        by_id::is_one_of("cadence_runs.contact_id", people),
        by_id::is_one_of("cadence_runs.deal_id", deals),
        of_people,
    ]);
    select(Sql::all(vec![Sql::text("cadence_runs.ended_at IS NULL"), any]))
        .push(" ORDER BY cadence_runs.id FOR UPDATE")
        .query::<Types>()
        .load(conn)
}

/// With whom these interactions were.
pub(crate) fn people_of(conn: &mut MysqlConnection, interactions: &[InteractionId]) -> QueryResult<Vec<ContactId>> {
    Sql::text("SELECT DISTINCT interactions.contact_id FROM interactions WHERE ")
        .then(by_id::is_one_of("interactions.id", interactions))
        .query::<Binary>()
        .load(conn)
}

/// The company of a deal.
pub(crate) fn company_of(conn: &mut MysqlConnection, deal: DealId) -> QueryResult<Option<CompanyId>> {
    let found: Option<Option<CompanyId>> = deals::table.find(deal).select(deals::company_id).first(conn).optional()?;
    Ok(found.flatten())
}

/// Inserts one.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &CadenceRunRow) -> QueryResult<()> {
    diesel::insert_into(cadence_runs::table).values(row).execute(conn).map(drop)
}

/// Writes a locked one back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &CadenceRunRow) -> QueryResult<()> {
    diesel::update(cadence_runs::table.find(row.id)).set(row).execute(conn).map(drop)
}
