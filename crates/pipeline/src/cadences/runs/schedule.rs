//! When the next step of a cadence comes.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*};
use rapport_contacts::{people::ContactId, schema::contacts};

use super::CadenceRunRow;
use crate::cadences::{CadenceRow, calendars, plan, row::zone};

/// Says when the next step comes that follows what was at `from`: nothing, behind the last. The time zone is that of the person
/// as it is known now, or else that of the cadence.
pub(crate) fn schedule(
    conn: &mut MysqlConnection,
    cadence: &CadenceRow,
    row: &mut CadenceRunRow,
    from: NaiveDateTime,
) -> QueryResult<()> {
    let Some(step) = cadence.step(row.next_step) else {
        row.set_next(None);
        return Ok(());
    };
    row.time_zone = match row.contact_id {
        Some(contact) => zone_of(conn, contact)?.unwrap_or_else(|| cadence.time_zone.clone()),
        None => cadence.time_zone.clone(),
    };
    // A day earlier than in UTC, for those who live behind it.
    let first = from.date().pred_opt().unwrap_or(from.date());
    let holidays = calendars::repo::days_from(conn, cadence.calendar_id, first)?;
    row.set_next(Some(plan::plan(from, step.wait_days, step.time(), zone(&row.time_zone), &holidays)));
    Ok(())
}

/// The time zone of a person, where one is known.
fn zone_of(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Option<String>> {
    let found: Option<Option<String>> =
        contacts::table.find(contact).select(contacts::time_zone).first(conn).optional()?;
    Ok(found.flatten())
}
