//! On which day and at what hour a step is due: business days and local time.
//!
//! A business day is one from Monday to Friday that is no holiday of the calendar, in the time zone of the person. A local
//! time that does not exist, for clocks are put forward over it, is the first moment that does; of one that comes twice, as
//! clocks are put back, it is the first.

use std::collections::HashSet;

use chrono::{Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Weekday};
use chrono_tz::Tz;

/// How far ahead a business day is looked for: a calendar that leaves none is not to be searched for ever.
const FURTHEST: usize = 3_660;
/// How many minutes clocks are put forward at most: Samoa left out a whole day.
const LONGEST_GAP: i64 = 25 * 60;

/// When a step comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    /// When its task is made: as its day begins.
    pub(crate) wake_at: NaiveDateTime,
    /// When its task is due.
    pub(crate) due_at: NaiveDateTime,
}

/// When a step comes that waits for so many business days after `from` and is due at this local time. One that waits for
/// none comes on the same day, if that is a business day and the hour is still to come, or else on the next.
pub(crate) fn plan(from: NaiveDateTime, wait: u32, at: NaiveTime, zone: Tz, holidays: &HashSet<NaiveDate>) -> Planned {
    let today = zone.from_utc_datetime(&from).date_naive();
    let mut days = today.iter_days().take(FURTHEST).filter(|day| is_business_day(*day, holidays));
    let wanted = usize::try_from(wait).unwrap_or(FURTHEST);
    let day = if wait == 0 {
        days.find(|day| moment(*day, at, zone) >= from)
    } else {
        days.skip_while(|day| *day == today).nth(wanted - 1)
    };
    let day = day.or_else(|| today.checked_add_days(Days::new(u64::from(wait)))).unwrap_or(today);
    let due_at = moment(day, at, zone);
    Planned { wake_at: moment(day, NaiveTime::MIN, zone).min(due_at), due_at }
}

fn is_business_day(day: NaiveDate, holidays: &HashSet<NaiveDate>) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !holidays.contains(&day)
}

/// The moment of a local time, in UTC.
fn moment(day: NaiveDate, at: NaiveTime, zone: Tz) -> NaiveDateTime {
    let local = day.and_time(at);
    (0..=LONGEST_GAP)
        .find_map(|minutes| match zone.from_local_datetime(&(local + TimeDelta::minutes(minutes))) {
            LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => Some(moment.naive_utc()),
            LocalResult::None => None,
        })
        .unwrap_or(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, wait: u32, at: &str, zone: &str, holidays: &[&str], due: &str, wake: &str) {
        let time = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        let holidays = holidays.iter().map(|day| day.parse().unwrap()).collect();
        let planned = plan(time(from), wait, at.parse().unwrap(), zone.parse().unwrap(), &holidays);
        let expected = Planned { wake_at: time(wake), due_at: time(due) };
        assert_eq!(planned, expected, "{from} + {wait} at {at} in {zone}");
    }

    #[test]
    fn business_days_skip_weekends_and_holidays() {
        let at = "09:00:00";
        // A Thursday; Friday is one, Monday is a holiday.
        check("2026-11-19T10:00:00", 1, at, "UTC", &[], "2026-11-20T09:00:00", "2026-11-20T00:00:00");
        check("2026-11-19T10:00:00", 2, at, "UTC", &[], "2026-11-23T09:00:00", "2026-11-23T00:00:00");
        check("2026-11-19T10:00:00", 2, at, "UTC", &["2026-11-23"], "2026-11-24T09:00:00", "2026-11-24T00:00:00");
        // From a Saturday, a day's wait is over on Monday; without one it is Monday too.
        check("2026-11-21T10:00:00", 1, at, "UTC", &[], "2026-11-23T09:00:00", "2026-11-23T00:00:00");
        check("2026-11-21T10:00:00", 0, at, "UTC", &[], "2026-11-23T09:00:00", "2026-11-23T00:00:00");
        // Today while there is time, and tomorrow when there is none.
        check("2026-11-19T08:59:59", 0, at, "UTC", &[], "2026-11-19T09:00:00", "2026-11-19T00:00:00");
        check("2026-11-19T09:00:01", 0, at, "UTC", &[], "2026-11-20T09:00:00", "2026-11-20T00:00:00");
    }

    #[test]
    fn the_day_is_that_of_the_person() {
        // On Thursday evening in UTC it is Friday in Auckland: one business day later is Monday there.
        check(
            "2026-11-19T20:00:00",
            1,
            "09:00:00",
            "Pacific/Auckland",
            &[],
            "2026-11-22T20:00:00",
            "2026-11-22T11:00:00",
        );
        // On Friday morning in UTC it is still Thursday in Los Angeles.
        check(
            "2026-11-20T05:00:00",
            1,
            "09:00:00",
            "America/Los_Angeles",
            &[],
            "2026-11-20T17:00:00",
            "2026-11-20T08:00:00",
        );
    }

    #[test]
    fn local_time_goes_on_over_a_change_of_the_clocks() {
        // The clocks of Zurich are put forward on Sunday, 29 March 2026, and those of New York back on 1 November.
        check("2026-03-27T09:00:00", 1, "09:00:00", "Europe/Zurich", &[], "2026-03-30T07:00:00", "2026-03-29T22:00:00");
        check(
            "2026-10-30T14:00:00",
            1,
            "09:00:00",
            "America/New_York",
            &[],
            "2026-11-02T14:00:00",
            "2026-11-02T05:00:00",
        );
    }

    #[test]
    fn a_time_that_is_left_out_is_the_first_after_it_and_one_that_comes_twice_is_the_first() {
        let zone: Tz = "Europe/Zurich".parse().unwrap();
        let on = |day: &str, at: &str| moment(day.parse().unwrap(), at.parse().unwrap(), zone).to_string();
        assert_eq!(on("2026-03-29", "02:30:00"), "2026-03-29 01:00:00", "03:00 in summer time");
        assert_eq!(on("2026-10-25", "02:30:00"), "2026-10-25 00:30:00", "in summer time still");
        // In Beirut the day begins at one where the clocks are put forward; in Apia a Friday was left out.
        let beirut: Tz = "Asia/Beirut".parse().unwrap();
        assert_eq!(moment("2026-03-29".parse().unwrap(), NaiveTime::MIN, beirut).to_string(), "2026-03-28 22:00:00");
        let apia: Tz = "Pacific/Apia".parse().unwrap();
        let friday = "2011-12-30".parse().unwrap();
        assert_eq!(moment(friday, "09:00:00".parse().unwrap(), apia).to_string(), "2011-12-30 10:00:00");
    }

    #[test]
    fn a_calendar_of_holidays_alone_ends_the_search() {
        let from: NaiveDateTime = "2026-11-19T10:00:00".parse().unwrap();
        let all = from.date().iter_days().take(FURTHEST + 10).collect();
        assert!(plan(from, 3, NaiveTime::MIN, Tz::UTC, &all).due_at > from);
    }
}
