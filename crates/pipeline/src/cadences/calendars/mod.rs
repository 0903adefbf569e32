//! Calendars of holidays: days, given as data, that are no business days.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::HolidayCalendarById;
pub use row::HolidayCalendarRow;
pub use types::{HolidayCalendar, HolidayCalendarRecord, HolidayRecord};

/// Calendars, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct HolidayCalendarKind;

impl Kind for HolidayCalendarKind {
    const NAME: &'static str = "HolidayCalendar";
}

/// The id of a calendar.
pub type HolidayCalendarId = Id<HolidayCalendarKind>;
