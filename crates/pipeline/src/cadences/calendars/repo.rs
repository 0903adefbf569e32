//! The SQL of calendars.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{HolidayCalendarId, HolidayCalendarRow, row::HolidayRow};
use crate::schema::{cadences, holiday_calendars, holidays};

/// These calendars.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[HolidayCalendarId]) -> QueryResult<Vec<HolidayCalendarRow>> {
    holiday_calendars::table
        .filter(one_of(holiday_calendars::id, ids))
        .select(HolidayCalendarRow::as_select())
        .load(conn)
}

/// A calendar, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: HolidayCalendarId) -> QueryResult<Option<HolidayCalendarRow>> {
    holiday_calendars::table.find(id).select(HolidayCalendarRow::as_select()).for_update().first(conn).optional()
}

/// The calendars of this name, in upper or lower case.
pub(crate) fn holders(conn: &mut MysqlConnection, name: &str) -> QueryResult<Vec<HolidayCalendarId>> {
    holiday_calendars::table.filter(holiday_calendars::name.eq(name)).select(holiday_calendars::id).load(conn)
}

/// Whether a cadence goes by a calendar, or a deleted one would, if it were restored.
pub(crate) fn is_in_use(conn: &mut MysqlConnection, id: HolidayCalendarId) -> QueryResult<bool> {
    let of = cadences::table.filter(cadences::calendar_id.eq(id));
    let found: i64 = of.count().get_result(conn)?;
    Ok(found > 0)
}

/// The days of these calendars, in their order.
pub(crate) fn days(conn: &mut MysqlConnection, ids: &[HolidayCalendarId]) -> QueryResult<Vec<HolidayRow>> {
    holidays::table
        .filter(one_of(holidays::calendar_id, ids))
        .order((holidays::calendar_id, holidays::day))
        .select(HolidayRow::as_select())
        .load(conn)
}

/// The days of a calendar from this one on.
pub(crate) fn days_from(
    conn: &mut MysqlConnection,
    calendar: Option<HolidayCalendarId>,
    from: NaiveDate,
) -> QueryResult<HashSet<NaiveDate>> {
    let Some(calendar) = calendar else { return Ok(HashSet::new()) };
    let days: Vec<NaiveDate> = holidays::table
        .filter(holidays::calendar_id.eq(calendar))
        .filter(holidays::day.ge(from))
        .select(holidays::day)
        .load(conn)?;
    Ok(days.into_iter().collect())
}

/// Inserts a calendar.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &HolidayCalendarRow) -> QueryResult<()> {
    diesel::insert_into(holiday_calendars::table).values(row).execute(conn).map(drop)
}

/// Writes a locked calendar back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &HolidayCalendarRow) -> QueryResult<()> {
    diesel::update(holiday_calendars::table.find(row.id)).set(row).execute(conn).map(drop)
}

/// Replaces the days of a calendar.
pub(crate) fn replace_days(
    conn: &mut MysqlConnection,
    id: HolidayCalendarId,
    days: &[(NaiveDate, Option<String>)],
) -> QueryResult<()> {
    diesel::delete(holidays::table.filter(holidays::calendar_id.eq(id))).execute(conn)?;
    let rows: Vec<_> =
        days.iter().map(|(day, name)| HolidayRow { calendar_id: id, day: *day, name: name.clone() }).collect();
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(holidays::table).values(&rows).execute(conn).map(drop)
}

/// Removes a calendar with its days.
pub(crate) fn delete(conn: &mut MysqlConnection, id: HolidayCalendarId) -> QueryResult<()> {
    diesel::delete(holiday_calendars::table.find(id)).execute(conn).map(drop)
}
