//! A time between two moments, the first in it and the second not.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
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
        let to = to.map_or_else(|| at_once_after(now), |to| to.0);
        if to <= from {
            return Err(ApiError::bad_input(path!["to"], "The period ends before it begins."));
        }
        Ok(Self { from, to })
    }

    /// Whether a moment is in it.
    pub(crate) fn has(self, moment: NaiveDateTime) -> bool {
        self.from <= moment && moment < self.to
    }

    /// What there is of it by a moment: what was read a little later is not in it, or who asks again would be told another sum.
    pub(crate) fn by(self, moment: NaiveDateTime) -> Self {
        Self { from: self.from, to: self.to.min(at_once_after(moment)) }
    }

    /// When it ends: at `as_of`, where no end was said and nothing later was known.
    pub(crate) fn until(self, said: Option<Timestamp>, as_of: NaiveDateTime) -> NaiveDateTime {
        if said.is_some() { self.to } else { at_once_after(as_of).max(self.from) }
    }
}

/// The end of a period in which a moment is the last.
fn at_once_after(moment: NaiveDateTime) -> NaiveDateTime {
    moment + TimeDelta::microseconds(1)
}

/// A moment before any deal that is imported.
fn beginning() -> Option<NaiveDateTime> {
    NaiveDate::from_ymd_opt(1900, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0))
}
