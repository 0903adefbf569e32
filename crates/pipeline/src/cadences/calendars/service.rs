//! What is done with calendars: each operation authorises, validates, decides and writes in one transaction.

use chrono::NaiveDate;
use diesel::QueryResult;
use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Call, Code, NewEvent};

use super::{
    HolidayCalendarId, HolidayCalendarRow,
    inputs::{CreateHolidayCalendarInput, Days, UpdateHolidayCalendarInput},
    repo,
};
use crate::permissions;

fn not_found() -> ApiError {
    ApiError::not_found("HolidayCalendar")
}

fn event(kind: &'static str, row: &HolidayCalendarRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version)
}

fn told(days: &Days) -> Vec<NaiveDate> {
    days.iter().map(|(day, _)| *day).collect()
}

/// Records a calendar.
pub(crate) async fn calendar_create(
    call: &Call,
    db: &Db,
    input: &CreateHolidayCalendarInput,
) -> ApiResult<HolidayCalendarRow> {
    call.require(&permissions::MANAGE)?;
    let (name, days) = input.validate()?;
    db.write(call, move |tx| {
        let now = tx.now();
        let row = HolidayCalendarRow {
            id: HolidayCalendarId::new(),
            version: 1,
            name: name.clone(),
            created_at: now,
            updated_at: now,
        };
        let written = repo::insert(tx, &row);
        explain(tx, &row, written)?;
        repo::replace_days(tx, row.id, &days)?;
        let event = event("holiday_calendar.created", &row).change("name", None::<()>, Some(&row.name));
        tx.emit(event.change("days", None::<()>, told(&days)));
        Ok(row)
    })
    .await
}

/// Changes a calendar.
pub(crate) async fn calendar_update(
    call: &Call,
    db: &Db,
    input: &UpdateHolidayCalendarInput,
) -> ApiResult<HolidayCalendarRow> {
    call.require(&permissions::MANAGE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| {
        let old = repo::lock(tx, id)?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let before: Days = repo::days(tx, &[id])?.into_iter().map(|row| (row.day, row.name)).collect();
        let after = changes.days.as_ref().unwrap_or(&before);
        let mut row = old.clone();
        if let Some(name) = &changes.name {
            row.name.clone_from(name);
        }
        if row == old && *after == before {
            // Nothing changed: no version, no event.
            return Ok(old);
        }
        row.bump(tx.now());
        let written = repo::update(tx, &row);
        explain(tx, &row, written)?;
        repo::replace_days(tx, id, after)?;
        let event = event("holiday_calendar.updated", &row).change("name", Some(&old.name), Some(&row.name));
        tx.emit(event.change("days", told(&before), told(after)));
        Ok(row)
    })
    .await
}

/// Removes a calendar by which no cadence goes.
pub(crate) async fn calendar_delete(
    call: &Call,
    db: &Db,
    id: HolidayCalendarId,
    expected: Option<i32>,
) -> ApiResult<HolidayCalendarId> {
    call.require(&permissions::MANAGE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        if repo::is_in_use(tx, id)? {
            return Err(ApiError::new(Code::Conflict, "A cadence goes by this calendar.").into());
        }
        repo::delete(tx, id)?;
        row.bump(tx.now());
        tx.emit(event("holiday_calendar.deleted", &row).change("deletedAt", None::<()>, Some(tx.now())));
        Ok(id)
    })
    .await
}

/// Passes on how a calendar was written; when another has its name, says which.
fn explain(tx: &mut Tx<'_>, row: &HolidayCalendarRow, written: QueryResult<()>) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some("holiday_calendars_name") => {
            let mut holders = repo::holders(tx, &row.name)?;
            holders.retain(|holder| *holder != row.id);
            let mut violations = Violations::new();
            if !holders.is_empty() {
                violations.add(path!["input", "name"], "Another calendar has this name.");
            }
            let holders = holders.into_iter().map(HolidayCalendarId::to_global).collect();
            Err(violations.conflict("Another calendar has this name.", holders).into())
        }
        written => Ok(written?),
    }
}
