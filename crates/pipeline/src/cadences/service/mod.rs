//! What is done with cadences: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod remove;
mod update;

pub(crate) use create::cadence_create;
pub(crate) use update::cadence_update;

use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, NewEvent};

use super::{CadenceId, CadenceRow, HolidayCalendarId, calendars, repo, steps};

/// The error for a cadence that is not there.
pub(crate) fn not_found() -> ApiError {
    ApiError::not_found("Cadence")
}

fn event(kind: &'static str, row: &CadenceRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version)
}

/// Tells how the fields of the row changed.
fn tell(event: NewEvent, old: Option<&CadenceRow>, new: &CadenceRow) -> NewEvent {
    let calendar = |row: &CadenceRow| row.calendar_id.map(|id| id.to_global());
    event
        .change("name", old.map(|old| &old.name), Some(&new.name))
        .change("timeZone", old.map(|old| &old.time_zone), Some(&new.time_zone))
        .change("calendarId", old.and_then(calendar), calendar(new))
        .change("steps", old.map(|old| steps::kept(&old.steps)), Some(steps::kept(&new.steps)))
}

/// Adds what is wrong with a calendar that is not there.
fn check_calendar(
    conn: &mut MysqlConnection,
    calendar: Option<HolidayCalendarId>,
    violations: &mut Violations,
) -> QueryResult<()> {
    if let Some(calendar) = calendar
        && calendars::repo::by_ids(conn, &[calendar])?.is_empty()
    {
        violations.add(path!["input", "calendarId"], "There is no such calendar.");
    }
    Ok(())
}

/// Passes on how a cadence was written; when another has its name, says which.
///
/// # Errors
/// CONFLICT; or what the database said.
fn explain(tx: &mut Tx<'_>, row: &CadenceRow, written: QueryResult<()>) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some("cadences_living_name") => {
            let mut holders = repo::holders(tx, &row.name)?;
            holders.retain(|holder| *holder != row.id);
            let mut violations = Violations::new();
            if !holders.is_empty() {
                violations.add(path!["input", "name"], "Another cadence has this name.");
            }
            let holders = holders.into_iter().map(CadenceId::to_global).collect();
            Err(violations.conflict("Another cadence has this name.", holders).into())
        }
        written => Ok(written?),
    }
}
