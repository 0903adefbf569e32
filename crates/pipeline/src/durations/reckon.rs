//! From stays to how long they lasted.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::kaplan_meier::Lasted;
use crate::{
    funnel::period::Period,
    stages::StageId,
    stays::all::{SeenStay, minutes_between},
};

/// How long the stays lasted that began in a period, as it was known at `seen`: each stage's in the order of time.
///
/// A stay that a deletion cut short has not come to its end: it was only no longer seen.
pub(crate) fn lasted(stays: &[SeenStay], period: Period, seen: NaiveDateTime) -> HashMap<StageId, Vec<Lasted>> {
    let open = stays.iter().filter(|stay| stay.is_open());
    let began = open.filter(|stay| period.from <= stay.entered_at && stay.entered_at < period.to);
    by_time(began.map(|stay| {
        let has_ended = stay.until <= seen && stay.deleted_at != Some(stay.until);
        (stay.stage, minutes_between(stay.entered_at, stay.until.min(seen)), has_ended)
    }))
}

/// How many lasted how long, of the stage, the minutes and whether it came to its end of each: by stage, in the order of time.
pub(crate) fn by_time(all: impl Iterator<Item = (StageId, i64, bool)>) -> HashMap<StageId, Vec<Lasted>> {
    let mut of_stage: HashMap<StageId, Vec<(i64, bool)>> = HashMap::new();
    for (stage, minutes, has_ended) in all {
        of_stage.entry(stage).or_default().push((minutes, has_ended));
    }
    let alike = |mut all: Vec<(i64, bool)>| {
        all.sort_unstable();
        let same_time = all.chunk_by(|one, next| one.0 == next.0);
        let lasted = same_time.filter_map(|same| {
            let ended = same.iter().filter(|(_, has_ended)| *has_ended).count();
            let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
            Some(Lasted { minutes: same.first()?.0, ended: count(ended), open: count(same.len() - ended) })
        });
        lasted.collect()
    };
    of_stage.into_iter().map(|(stage, all)| (stage, alike(all))).collect()
}
