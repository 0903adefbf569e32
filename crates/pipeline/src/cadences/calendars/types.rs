//! A calendar, as clients see one.

use rapport_graphql::{
    Day, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::SimpleObject,
    open::relation::{Relation, list},
};

use super::{HolidayCalendarId, HolidayCalendarKind, HolidayCalendarRow, loaders::DaysByCalendarId, row::HolidayRow};

/// A day that is no business day.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "Holiday")]
pub struct HolidayRecord {
    /// The day.
    pub day: Day,
    /// What it is called.
    pub name: Option<String>,
}

impl From<HolidayRow> for HolidayRecord {
    fn from(row: HolidayRow) -> Self {
        Self { day: Day(row.day), name: row.name }
    }
}

/// Days on which nobody is approached, such as the public holidays of a country.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "HolidayCalendar", relations)]
pub struct HolidayCalendarRecord {
    /// The global id.
    pub id: GlobalId<HolidayCalendarKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name; no two calendars have the same.
    pub name: String,
    /// When the calendar was first recorded.
    pub created_at: Timestamp,
    /// When the calendar was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    calendar: HolidayCalendarId,
}

/// A calendar, open to other modules.
pub type HolidayCalendar = Open<HolidayCalendarRecord>;

impl From<HolidayCalendarRow> for HolidayCalendarRecord {
    fn from(row: HolidayCalendarRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            calendar: row.id,
        }
    }
}

impl Related for HolidayCalendarRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![list::<Self, DaysByCalendarId, HolidayRecord>("days", "The days, in their order.", |calendar| {
            calendar.calendar
        })]
    }
}
