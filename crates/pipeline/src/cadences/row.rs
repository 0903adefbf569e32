//! A cadence as a row.

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    CadenceId, HolidayCalendarId,
    steps::{self, Step},
};
use crate::schema::cadences;

/// A row of `cadences`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = cadences, check_for_backend(diesel::mysql::Mysql))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct CadenceRow {
    pub id: CadenceId,
    pub version: u32,
    pub name: String,
    pub time_zone: String,
    pub calendar_id: Option<HolidayCalendarId>,
    pub steps: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`CadenceRow`], in its order.
pub(crate) const COLUMNS: &str = "cadences.id, cadences.version, cadences.name, cadences.time_zone, \
     cadences.calendar_id, cadences.steps, cadences.created_at, cadences.updated_at, cadences.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<CadenceRow, diesel::mysql::Mysql>>;

impl CadenceRow {
    /// The step at this place; none behind the last.
    pub(crate) fn step(&self, place: u32) -> Option<Step> {
        steps::kept(&self.steps).into_iter().nth(usize::try_from(place).ok()?)
    }

    /// The cadence again, one version later.
    pub(crate) fn bump(&mut self, now: NaiveDateTime) {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
    }
}

/// The time zone of this name, which was read by this program; UTC for one that the program does not know any more.
pub(crate) fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&cadences::table.select(CadenceRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
