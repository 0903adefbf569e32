//! Which stage holds deals up.
//!
//! A stage is a bottleneck when it fills, more deals having arrived than departed, and when those that are in it are old by
//! its own measure: more than half of them have been there for longer than three of four stays in it used to last. Where deals
//! flow as they did, only a few are. Of several such stages it is the one with most of these old deals. A stage with too
//! short a past has its age limit for a measure; without either nobody can tell.

use crate::{
    durations::kaplan_meier::{Lasted, Quartiles, quartiles},
    ratio::{double, ratio},
    stages::StageRow,
};

/// How many stays must have ended before what they lasted is a measure.
const SHORTEST_PAST: i64 = 10;
const MINUTES_OF_A_DAY: f64 = 1_440.0;

/// What there is to say of a stage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Load {
    pub(crate) stage: StageRow,
    pub(crate) arrivals: i64,
    pub(crate) departures: i64,
    pub(crate) present: i64,
    /// In days.
    pub(crate) median_age: Option<f64>,
    pub(crate) past: Quartiles,
    /// From how many days on a deal is old here; none where there is no measure.
    pub(crate) measure: Option<f64>,
    pub(crate) old: i64,
    pub(crate) over_age_limit: Option<i64>,
}

impl Load {
    /// What there is to say of a stage: how many came and went, how long those have been there that are (all of them
    /// open), and how long stays used to last.
    pub(crate) fn new(stage: StageRow, (arrivals, departures): (i64, i64), ages: &[Lasted], past: &[Lasted]) -> Self {
        let is_long = past.iter().map(|one| one.ended).sum::<i64>() >= SHORTEST_PAST;
        let limit = stage.age_limit_days.map(f64::from);
        let quartiles = quartiles(past);
        let measure = quartiles.upper.filter(|_| is_long).or(limit);
        let older = |than: f64| -> i64 {
            let minutes = than * MINUTES_OF_A_DAY;
            ages.iter().filter(|one| double(one.minutes) > minutes).map(|one| one.open).sum()
        };
        Self {
            arrivals,
            departures,
            present: ages.iter().map(|one| one.open).sum(),
            median_age: median(ages),
            past: quartiles,
            measure,
            old: measure.map_or(0, older),
            over_age_limit: limit.map(older),
            stage,
        }
    }

    /// Whether deals are held up here.
    pub(crate) fn is_blocked(&self) -> bool {
        self.arrivals > self.departures && ratio(self.old, self.present).is_some_and(|share| share > 0.5)
    }
}

/// The age that half of them have or have not reached.
fn median(ages: &[Lasted]) -> Option<f64> {
    let all: i64 = ages.iter().map(|one| one.open).sum();
    let mut counted = 0;
    let reached = ages.iter().find(|one| {
        counted += one.open;
        counted * 2 >= all
    })?;
    Some(double(reached.minutes) / MINUTES_OF_A_DAY)
}

/// The stage that holds deals up; none where none does.
pub(crate) fn bottleneck(loads: &[Load]) -> Option<&Load> {
    let blocked = loads.iter().filter(|load| load.is_blocked());
    // Of equals the first along the pipeline.
    blocked.rev().max_by_key(|load| (load.old, load.arrivals - load.departures))
}

/// The verdict in words.
pub(crate) fn reason(loads: &[Load], days: i32) -> String {
    if let Some(load) = bottleneck(loads) {
        let measure = load.measure.unwrap_or_default();
        return format!(
            "{} fills: {} deals arrived in {days} days and {} departed; {} of the {} deals in it are older than {measure:.1} \
             days, as only one stay in four used to be.",
            load.stage.name, load.arrivals, load.departures, load.old, load.present
        );
    }
    if loads.iter().all(|load| load.measure.is_none()) {
        return "Nobody can tell as yet: no stage has a past of ten stays that ended, nor an age limit.".to_owned();
    }
    "No stage both fills and holds deals for longer than it used to.".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{pipelines::PipelineId, stages::StageId};

    fn stage(name: &str, age_limit_days: Option<u32>) -> StageRow {
        StageRow {
            id: StageId::new(),
            pipeline_id: PipelineId::new(),
            place: 0,
            name: name.to_owned(),
            probability: 10,
            kind: "OPEN".to_owned(),
            age_limit_days,
            retired_at: None,
            gates: None,
        }
    }

    fn ages(all: &[(i64, i64)]) -> Vec<Lasted> {
        all.iter().map(|(days, open)| Lasted { minutes: days * 1_440, ended: 0, open: *open }).collect()
    }

    /// Twelve stays that ended, three after each of 2, 4, 6 and 8 days: three of four are over after 6 days.
    fn past() -> Vec<Lasted> {
        [2, 4, 6, 8].into_iter().map(|days| Lasted { minutes: days * 1_440, ended: 3, open: 0 }).collect()
    }

    #[test]
    fn a_stage_that_fills_with_old_deals_is_the_bottleneck() {
        let quiet = Load::new(stage("Quiet", None), (10, 10), &ages(&[(1, 3), (9, 1)]), &past());
        let full = Load::new(stage("Full", None), (10, 4), &ages(&[(3, 2), (7, 1), (20, 3)]), &past());
        let fast = Load::new(stage("Fast", None), (90, 50), &ages(&[(1, 30), (7, 10)]), &past());
        assert_eq!((full.measure, full.old, full.present, full.median_age), (Some(6.0), 4, 6, Some(7.0)));
        let loads = [quiet, full, fast];
        assert_eq!(bottleneck(&loads).unwrap().stage.name, "Full");
        assert!(
            reason(&loads, 90).starts_with("Full fills: 10 deals arrived in 90 days and 4 departed; 4 of the 6 deals")
        );
    }

    #[test]
    fn without_a_past_the_age_limit_measures_and_without_either_nobody_knows() {
        let limited = Load::new(stage("Limited", Some(5)), (9, 0), &ages(&[(6, 9)]), &[]);
        assert_eq!((limited.measure, limited.old, limited.over_age_limit), (Some(5.0), 9, Some(9)));
        assert!(limited.is_blocked());
        let unknown = Load::new(stage("Unknown", None), (9, 0), &ages(&[(60, 9)]), &[]);
        assert!(!unknown.is_blocked());
        assert!(reason(&[unknown], 90).starts_with("Nobody can tell"));
        let emptying = Load::new(stage("Emptying", Some(5)), (1, 9), &ages(&[(6, 9)]), &[]);
        assert!(!emptying.is_blocked() && bottleneck(&[emptying]).is_none());
    }
}
