//! A calendar and its days as rows.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::HolidayCalendarId;
use crate::schema::{holiday_calendars, holidays};

/// A row of `holiday_calendars`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = holiday_calendars, check_for_backend(diesel::mysql::Mysql))]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct HolidayCalendarRow {
    pub id: HolidayCalendarId,
    pub version: u32,
    pub name: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The columns of [`HolidayCalendarRow`], in its order.
pub(crate) const COLUMNS: &str = "holiday_calendars.id, holiday_calendars.version, holiday_calendars.name, \
     holiday_calendars.created_at, holiday_calendars.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<HolidayCalendarRow, diesel::mysql::Mysql>>;

/// A row of `holidays`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = holidays, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
pub(crate) struct HolidayRow {
    pub(crate) calendar_id: HolidayCalendarId,
    pub(crate) day: NaiveDate,
    pub(crate) name: Option<String>,
}

impl HolidayCalendarRow {
    /// The calendar again, one version later.
    pub(crate) fn bump(&mut self, now: NaiveDateTime) {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(
            &holiday_calendars::table.select(HolidayCalendarRow::as_select()),
        )
        .to_string()
        .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
