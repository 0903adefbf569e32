//! A time between two moments, the first in it and the second not.

use chrono::{NaiveDate, NaiveDateTime};
use rapport_graphql::{Timestamp, path};
use rapport_kernel::{ApiError, ApiResult};

/// A time between two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: NaiveDateTime,
    pub(crate) to: NaiveDateTime,
}

impl Period {
    /// The period that was said: from the beginning and until now where nothing was.
    ///
    /// # Errors
    /// BAD_USER_INPUT when it ends before it begins.
    pub(crate) fn said(from: Option<Timestamp>, to: Option<Timestamp>, now: NaiveDateTime) -> ApiResult<Self> {
        let from = from.map(|from| from.0).or(beginning()).unwrap_or(now);
        // What happens at this very moment is in it.
        let to = to.map_or_else(|| now + chrono::TimeDelta::microseconds(1), |to| to.0);
        if to <= from {
            return Err(ApiError::bad_input(path!["to"], "The period ends before it begins."));
        }
        Ok(Self { from, to })
    }

    /// Whether nothing is before it.
    pub(crate) fn is_from_the_beginning(self) -> bool {
        beginning().is_some_and(|beginning| self.from <= beginning)
    }
}

/// A moment before any deal that is imported.
fn beginning() -> Option<NaiveDateTime> {
    NaiveDate::from_ymd_opt(1900, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0))
}
