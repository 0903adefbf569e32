//! What comes to stages, leaves them and is there.

use std::collections::HashMap;

use super::repo::Scene;
use crate::{
    durations::{kaplan_meier::Lasted, reckon},
    stages::StageId,
    stays::all::{SeenStay, minutes_between},
};

/// What comes, leaves and is there, by stage.
pub(super) struct Flow {
    /// How many times deals came into each stage in the period.
    pub(super) arrivals: HashMap<StageId, i64>,
    /// How many times deals left each stage in the period.
    pub(super) departures: HashMap<StageId, i64>,
    /// How long the deals have been in each stage that are in it, in the order of age.
    pub(super) ages: HashMap<StageId, Vec<Lasted>>,
}

/// That of living deals.
pub(super) fn of(scene: &Scene, stays: &[SeenStay]) -> Flow {
    let living = || stays.iter().filter(|stay| stay.is_open() && stay.deleted_at.is_none());
    let period = scene.from..=scene.now;
    let present = living().filter(|stay| stay.entered_at <= scene.now && stay.until > scene.now);
    Flow {
        arrivals: counted(living().filter(|stay| period.contains(&stay.entered_at))),
        departures: counted(living().filter(|stay| period.contains(&stay.until))),
        ages: reckon::by_time(present.map(|stay| (stay.stage, minutes_between(stay.entered_at, scene.now), false))),
    }
}

fn counted<'a>(stays: impl Iterator<Item = &'a SeenStay>) -> HashMap<StageId, i64> {
    let mut counted = HashMap::new();
    for stay in stays {
        *counted.entry(stay.stage).or_default() += 1;
    }
    counted
}
