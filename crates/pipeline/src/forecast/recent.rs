//! What was read of very many deals, kept for a minute: a node that is asked for forecasts again and again reads it once.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::{
    backtest::Correction,
    curves::Stays,
    read::{OpenDeal, WonDeals},
};
use crate::{pipelines::PipelineId, stages::StageId};

/// From how many open deals or kinds of stays on it takes long enough to read them.
const MANY: usize = 20_000;
/// For how long it is kept.
const KEPT_FOR: TimeDelta = TimeDelta::seconds(60);
/// How much is kept, the latest.
const MOST: usize = 4;

/// Of which deals: ids are unique over all databases. Only what who sees all deals is told is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) pipelines: Vec<PipelineId>,
    pub(super) stages: Vec<StageId>,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
}

/// What was read.
#[derive(Debug)]
pub(super) struct Bulk {
    pub(super) as_of: NaiveDateTime,
    /// By pipeline, with how it would have been forecast before.
    pub(super) stays: Vec<(Vec<Stays>, Correction)>,
    pub(super) open: Vec<OpenDeal>,
    pub(super) won: Vec<WonDeals>,
}

type Kept = Vec<(Key, Arc<Bulk>)>;

static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// What was read of these deals within the last minute, if it is worth while to keep that.
pub(super) fn find(key: &Key, now: NaiveDateTime) -> Option<Arc<Bulk>> {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let is_fresh = |bulk: &Bulk| bulk.as_of <= now && now < bulk.as_of + KEPT_FOR;
    kept.iter().find(|(other, bulk)| other == key && is_fresh(bulk)).map(|(_, bulk)| Arc::clone(bulk))
}

/// Keeps what was read, if it is very much.
pub(super) fn keep(key: Key, bulk: &Arc<Bulk>) {
    let stays: u64 = bulk.stays.iter().flat_map(|(stays, _)| stays).map(|stays| u64::from(stays.count)).sum();
    if bulk.open.len() < MANY && usize::try_from(stays).unwrap_or(usize::MAX) < 5 * MANY {
        return;
    }
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|(other, _)| *other != key);
    kept.insert(0, (key, Arc::clone(bulk)));
    kept.truncate(MOST);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_is_kept_for_a_minute_and_little_is_not() {
        let at = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let key = || Key { pipelines: vec![PipelineId::new()], stages: Vec::new(), from: at.date(), to: at.date() };
        let bulk = |count| {
            let stays = vec![(vec![Stays { stage: 0, days: 1, way: None, count }], Correction::default())];
            Arc::new(Bulk { as_of: at, stays, open: Vec::new(), won: Vec::new() })
        };
        let (small, large) = (key(), key());
        keep(small.clone(), &bulk(1_000));
        keep(large.clone(), &bulk(100_000));
        assert!(find(&small, at).is_none());
        assert!(find(&large, at + TimeDelta::seconds(59)).is_some());
        assert!(find(&large, at + TimeDelta::seconds(60)).is_none());
        assert!(find(&Key { to: at.date() + TimeDelta::days(1), ..large }, at).is_none());
    }
}
