//! The periods of a forecast: months, quarters or years, by UTC.

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime};
use rapport_graphql::{Day, async_graphql::Enum, path};
use rapport_kernel::{ApiError, ApiResult};
use serde::{Deserialize, Serialize};

/// How many periods a forecast has at most.
const MOST: usize = 24;
/// How many days a forecast looks ahead at most, and how many days it spans.
const FARTHEST: i64 = 1_096;

/// How long the periods of a forecast are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ForecastUnit {
    /// Months: 2017-10.
    Month,
    /// Quarters: 2017-Q4.
    Quarter,
    /// Years: 2017.
    Year,
}
rapport_graphql::plain_enum!(ForecastUnit);

impl ForecastUnit {
    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The first day of the period in which a day is.
    pub(crate) fn start(self, day: NaiveDate) -> NaiveDate {
        let month = day.month0() - day.month0() % self.months();
        NaiveDate::from_ymd_opt(day.year(), month + 1, 1).unwrap_or(day)
    }

    /// The first day after the period in which a day is.
    pub(crate) fn end(self, day: NaiveDate) -> NaiveDate {
        let start = self.start(day);
        start.checked_add_months(Months::new(self.months())).unwrap_or(start)
    }

    /// What the period in which a day is is called.
    pub(crate) fn name(self, day: NaiveDate) -> String {
        match self {
            Self::Month => day.format("%Y-%m").to_string(),
            Self::Quarter => format!("{}-Q{}", day.year(), day.month0() / 3 + 1),
            Self::Year => day.year().to_string(),
        }
    }
}

/// Some days, the first in it and the last not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) name: String,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    /// Whether it is the whole of a period, or cut off.
    pub(crate) is_whole: bool,
}

impl Span {
    pub(crate) fn starts(&self) -> NaiveDateTime {
        self.from.and_time(NaiveTime::MIN)
    }

    pub(crate) fn ends(&self) -> NaiveDateTime {
        self.to.and_time(NaiveTime::MIN)
    }

    pub(crate) fn has(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.to
    }
}

/// The periods that were said: when nothing was, that in which the forecast is made and the next.
///
/// # Errors
/// BAD_USER_INPUT when it ends before it begins, is too long, or has too many periods.
pub(crate) fn said(
    from: Option<Day>,
    to: Option<Day>,
    unit: ForecastUnit,
    as_of: NaiveDateTime,
) -> ApiResult<Vec<Span>> {
    let from = from.map_or_else(|| unit.start(as_of.date()), |from| from.0);
    let to = to.map_or_else(|| unit.end(unit.end(from)), |to| to.0);
    if to <= from {
        return Err(ApiError::bad_input(path!["to"], "The forecast ends before it begins."));
    }
    if (to - from).num_days() > FARTHEST || (to - as_of.date()).num_days() > FARTHEST {
        return Err(ApiError::bad_input(path!["to"], "A forecast is of three years at most, and looks no farther."));
    }
    let spans = split(from, to, unit);
    if spans.len() > MOST {
        return Err(ApiError::bad_input(path!["to"], format!("A forecast has at most {MOST} periods.")));
    }
    Ok(spans)
}

/// The periods from one day until before another.
pub(crate) fn split(from: NaiveDate, to: NaiveDate, unit: ForecastUnit) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = from;
    while at < to && spans.len() <= MOST {
        let end = unit.end(at);
        let is_whole = at == unit.start(at) && end <= to;
        spans.push(Span { name: unit.name(at), from: at, to: end.min(to), is_whole });
        if end <= at {
            break;
        }
        at = end;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_follow_the_calendar_and_are_cut_off_at_the_ends() {
        let spans = split(day("2017-08-15"), day("2018-01-01"), ForecastUnit::Quarter);
        let told: Vec<_> =
            spans.iter().map(|span| (span.name.as_str(), span.from.to_string(), span.is_whole)).collect();
        assert_eq!(told, [("2017-Q3", "2017-08-15".to_owned(), false), ("2017-Q4", "2017-10-01".to_owned(), true)]);
        assert_eq!(split(day("2017-01-31"), day("2017-03-02"), ForecastUnit::Month).len(), 3);
        assert_eq!(ForecastUnit::Year.name(day("2017-08-15")), "2017");
        assert_eq!(ForecastUnit::Month.end(day("2017-12-31")), day("2018-01-01"));
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        let at = day("2017-09-30").and_time(NaiveTime::MIN);
        let said = |from: &str, to: &str| said(Some(Day(day(from))), Some(Day(day(to))), ForecastUnit::Month, at);
        assert!(said("2017-10-01", "2017-10-01").is_err());
        assert!(said("2017-10-01", "2021-10-01").is_err());
        assert!(said("2015-10-01", "2018-01-01").is_err(), "too many periods");
        assert_eq!(said("2017-10-01", "2018-01-01").unwrap().len(), 3);
        let usual = super::said(None, None, ForecastUnit::Quarter, at).unwrap();
        assert_eq!((usual.len(), usual[1].name.as_str()), (2, "2017-Q4"));
    }
}
