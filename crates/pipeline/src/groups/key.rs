//! What a group is known by.

use chrono::{Datelike, NaiveDateTime};
use uuid::Uuid;

/// What a group is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key<'a> {
    Record(Uuid),
    Text(&'a str),
    Month(i32, u32),
    Quarter(i32, u32),
    Year(i32),
}

impl Key<'_> {
    /// The month of a moment.
    pub(super) fn month(moment: NaiveDateTime) -> Self {
        Self::Month(moment.year(), moment.month())
    }

    /// The quarter of a moment.
    pub(super) fn quarter(moment: NaiveDateTime) -> Self {
        Self::Quarter(moment.year(), moment.month().div_ceil(3))
    }

    /// The year of a moment.
    pub(super) fn year(moment: NaiveDateTime) -> Self {
        Self::Year(moment.year())
    }

    /// As a text, in whose order the groups stand.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Record(id) => id.simple().to_string(),
            Self::Text(text) => text.to_owned(),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => format!("{year:04}-Q{quarter}"),
            Self::Year(year) => format!("{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn times_are_called_as_the_schema_says() {
        let texts = |month| {
            let moment = NaiveDate::from_ymd_opt(2017, month, 30).unwrap().and_hms_opt(23, 59, 59).unwrap();
            [Key::month(moment), Key::quarter(moment), Key::year(moment)].map(Key::text)
        };
        assert_eq!(texts(3), ["2017-03", "2017-Q1", "2017"]);
        assert_eq!(texts(4), ["2017-04", "2017-Q2", "2017"]);
        assert_eq!(texts(12), ["2017-12", "2017-Q4", "2017"]);
    }
}
