//! What clients say of a calendar, checked as a whole: every bad field is reported at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rapport_contacts::text::{self, Lines};
use rapport_graphql::{
    Day,
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::HolidayCalendarId;
use crate::cadences::inputs::LONGEST_NAME;

/// How many days a calendar has at most: two hundred years of ten.
const MOST: usize = 2_000;

/// A day that is no business day.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct HolidayInput {
    /// The day.
    pub(crate) day: Day,
    /// What it is called, at most 100 characters.
    pub(crate) name: Option<String>,
}

/// A calendar to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateHolidayCalendarInput {
    /// The name, at most 100 characters. No two calendars have the same.
    pub(crate) name: String,
    /// The days, at most 2,000, each once.
    pub(crate) days: Vec<HolidayInput>,
}

/// Changes to a calendar. What is left out or null stays.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateHolidayCalendarInput {
    /// The calendar.
    pub(crate) id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// The name, at most 100 characters.
    pub(crate) name: Option<String>,
    /// The days, at most 2,000, each once: the whole list. Tasks that are made already stay on their day.
    pub(crate) days: Option<Vec<HolidayInput>>,
}

/// Which calendar, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct HolidayCalendarIdInput {
    /// The calendar.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// Days with what they are called, in their order.
pub(crate) type Days = Vec<(NaiveDate, Option<String>)>;

/// Changes to a calendar, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct CalendarChanges {
    pub(crate) name: Option<String>,
    pub(crate) days: Option<Days>,
}

fn days(violations: &mut Violations, said: &[HolidayInput]) -> Days {
    if said.len() > MOST {
        violations.add(path!["input", "days"], format!("A calendar has at most {MOST} days."));
        return Vec::new();
    }
    let mut days = BTreeMap::new();
    for (index, one) in said.iter().enumerate() {
        let at = path!["input", "days", index, "name"];
        let name = text::optional(violations, at, one.name.as_deref(), LONGEST_NAME, Lines::One);
        if days.insert(one.day.0, name).is_some() {
            violations.add(path!["input", "days", index, "day"], "This day stands twice in the list.");
        }
    }
    days.into_iter().collect()
}

impl CreateHolidayCalendarInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(String, Days)> {
        let mut violations = Violations::new();
        let name = text::required(&mut violations, path!["input", "name"], &self.name, LONGEST_NAME);
        let days = days(&mut violations, &self.days);
        violations.check()?;
        Ok((name.unwrap_or_default(), days))
    }
}

impl UpdateHolidayCalendarInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(HolidayCalendarId, CalendarChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let name = self.name.as_deref();
        let name = name.and_then(|name| text::required(&mut violations, path!["input", "name"], name, LONGEST_NAME));
        let days = self.days.as_deref().map(|said| days(&mut violations, said));
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("HolidayCalendar"))?, CalendarChanges { name, days }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let day = || HolidayInput { day: Day(NaiveDate::default()), name: Some("x".repeat(101)) };
        let input = CreateHolidayCalendarInput { name: String::new(), days: vec![day(), day()] };
        assert_eq!(input.validate().unwrap_err().violations.len(), 4);
    }
}
