//! Calendars by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{HolidayCalendarId, HolidayCalendarRow, repo, row::HolidayRow};
use crate::{by_id::grouped, permissions};

/// Calendars by their id.
pub struct HolidayCalendarById;

impl Batch for HolidayCalendarById {
    type Key = HolidayCalendarId;
    type Value = HolidayCalendarRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[HolidayCalendarId],
    ) -> Result<HashMap<HolidayCalendarId, HolidayCalendarRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The days of calendars in their order, by the id of the calendar.
pub(crate) struct DaysByCalendarId;

impl Batch for DaysByCalendarId {
    type Key = HolidayCalendarId;
    type Value = Vec<HolidayRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[HolidayCalendarId],
    ) -> Result<HashMap<HolidayCalendarId, Vec<HolidayRow>>, DbError> {
        call.require(&permissions::READ)?;
        Ok(grouped(repo::days(conn, keys)?, |row| row.calendar_id))
    }
}
