//! What was read of very many deals, kept for a while: a node that is asked for forecasts again and again reads it once.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::{
    backtest::Correction,
    curves::Stays,
    read::{OpenDeal, WonDeals},
};
use crate::{pipelines::PipelineId, stages::StageId};

/// How much is kept of each kind, the latest.
const MOST: usize = 4;

/// Of which deals: ids are unique over all databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) pipelines: Vec<PipelineId>,
    pub(super) stages: Vec<StageId>,
    /// The days of the forecast, where it hangs on them.
    pub(super) days: Option<(NaiveDate, NaiveDate)>,
}

/// The deals of a forecast: those of who sees all.
#[derive(Clone, Debug, Default)]
pub(super) struct Deals {
    pub(super) open: Vec<OpenDeal>,
    pub(super) won: Vec<WonDeals>,
}

/// Open deals, for a minute.
pub(super) static DEALS: Shelf<Deals> = Shelf::new(60);
/// How deals left their stages, by pipeline. Over so many an hour changes nothing.
pub(super) static STAYS: Shelf<Vec<Vec<Stays>>> = Shelf::new(3_600);
/// How it would have been forecast before, by pipeline.
pub(super) static CORRECTIONS: Shelf<Vec<Correction>> = Shelf::new(3_600);

type Kept<T> = Vec<(Key, NaiveDateTime, Arc<T>)>;

/// What is kept of one kind.
pub(super) struct Shelf<T> {
    kept: Mutex<Kept<T>>,
    seconds: i64,
}

impl<T> Shelf<T> {
    const fn new(seconds: i64) -> Self {
        Self { kept: Mutex::new(Vec::new()), seconds }
    }

    /// What was read lately, and as of when.
    pub(super) fn find(&self, key: &Key, now: NaiveDateTime) -> Option<(NaiveDateTime, Arc<T>)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |at: NaiveDateTime| at <= now && now < at + TimeDelta::seconds(self.seconds);
        let found = kept.iter().find(|(other, at, _)| other == key && is_fresh(*at));
        found.map(|(_, at, read)| (*at, Arc::clone(read)))
    }

    /// Keeps what was read as of a moment.
    pub(super) fn keep(&self, key: Key, at: NaiveDateTime, read: &Arc<T>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(other, _, _)| *other != key);
        kept.insert(0, (key, at, Arc::clone(read)));
        kept.truncate(MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_for_as_long_as_it_may_and_the_latest_of_it() {
        let shelf: Shelf<u32> = Shelf::new(60);
        let at = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let key = || Key { pipelines: vec![PipelineId::new()], stages: Vec::new(), days: None };
        let first = key();
        shelf.keep(first.clone(), at, &Arc::new(7));
        assert_eq!(shelf.find(&first, at + TimeDelta::seconds(59)).map(|(at, read)| (at, *read)), Some((at, 7)));
        assert!(shelf.find(&first, at + TimeDelta::seconds(60)).is_none());
        assert!(shelf.find(&first, at - TimeDelta::seconds(1)).is_none(), "of what is yet to come nothing is known");
        assert!(shelf.find(&Key { days: Some((at.date(), at.date())), ..first.clone() }, at).is_none());
        shelf.keep(first.clone(), at, &Arc::new(8));
        assert_eq!(shelf.find(&first, at).map(|(_, read)| *read), Some(8));
        for _ in 0..MOST {
            shelf.keep(key(), at, &Arc::new(0));
        }
        assert!(shelf.find(&first, at).is_none());
    }
}
