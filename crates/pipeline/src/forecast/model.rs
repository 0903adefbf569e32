//! What is known of a pipeline as a forecast is made, and what follows of it for deals of each stage and age.

use std::collections::HashMap;

use super::{
    backtest::Correction,
    changes::{self, Change},
    curves::{self, Shape, Stays, Steps},
    numbers::{double, steps},
    passage,
    simulate::Chances,
    streams::{Stream, Topic},
};
use crate::pipelines::PipelineId;

/// So many curves that may be true are drawn.
pub(super) const CURVES: usize = 40;
/// Into how many steps the time to come is cut at most: more would be finer than anybody can know.
const MOST_STEPS: u32 = 200;
/// Ages up to this many steps are told apart, older ones by a tenth.
const EXACT: usize = 24;
/// So many steps old a deal is at most; older ones are as these.
const OLDEST: usize = 600;

/// What is known of a pipeline.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) pipeline: PipelineId,
    pub(super) shape: Shape,
    pub(super) stays: Vec<Stays>,
    pub(super) correction: Correction,
}

/// How time is cut.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ahead {
    days: u32,
    /// The steps at which the first period begins, and at which each ends.
    pub(super) bounds: Vec<usize>,
}

impl Ahead {
    /// From so many days from now on, each a bound between periods.
    pub(super) fn new(days: &[f64]) -> Self {
        let last = steps(days.iter().copied().fold(0.0, f64::max).ceil());
        let last = u32::try_from(last).unwrap_or(u32::MAX);
        let each = last.div_ceil(MOST_STEPS).max(1);
        Self { days: each, bounds: days.iter().map(|days| steps(days / f64::from(each))).collect() }
    }

    fn horizon(&self) -> usize {
        self.bounds.iter().copied().max().unwrap_or_default()
    }

    /// The age of a deal in steps, as of one that stands for others that are about as old.
    pub(super) fn age(&self, days: i64) -> usize {
        let days = u32::try_from(days).unwrap_or_default();
        let age = Steps { days: self.days, count: OLDEST }.of(days);
        if age <= EXACT {
            return age;
        }
        let (mut from, mut to) = (EXACT + 1, EXACT + 3);
        while to < age {
            (from, to) = (to, to + to.div_ceil(10));
        }
        usize::midpoint(from, to).min(OLDEST - 1)
    }
}

/// Which stages and ages the deals of a pipeline have.
#[derive(Clone, Debug, Default)]
pub(super) struct Classes {
    places: HashMap<(usize, usize, usize), usize>,
    all: Vec<(usize, usize, usize)>,
}

impl Classes {
    /// The place of deals of a pipeline, by its place, in a stage, of an age in steps.
    pub(super) fn place(&mut self, pipeline: usize, stage: usize, age: usize) -> usize {
        let key = (pipeline, stage, age);
        *self.places.entry(key).or_insert_with(|| {
            self.all.push(key);
            self.all.len() - 1
        })
    }

    /// How likely those of each class are won by each bound: for each of the curves that may be true, or by the most likely
    /// alone where no seed is given.
    pub(super) fn chances(
        &self,
        known: &[Known],
        ahead: &Ahead,
        changes: &[Change],
        seed: Option<u64>,
    ) -> Vec<Chances> {
        let count = if seed.is_some() { CURVES } else { 1 };
        let mut chances: Vec<Chances> = vec![Vec::with_capacity(count); self.all.len()];
        for (place, pipeline) in known.iter().enumerate() {
            let of = |key: &&(usize, (usize, usize, usize))| key.1.0 == place;
            let classes: Vec<_> = self.all.iter().copied().enumerate().collect();
            let classes: Vec<_> = classes.iter().filter(of).collect();
            if classes.is_empty() {
                continue;
            }
            let mut stream = seed.map(|seed| Stream::of(seed, Topic::Curves, pipeline.pipeline.as_bytes()));
            for _ in 0..count {
                let now = Now::new(pipeline, ahead, changes, stream.as_mut());
                let factor = match &mut stream {
                    Some(stream) => pipeline.correction.drawn(stream),
                    None => pipeline.correction.factor,
                };
                for (class, (_, stage, age)) in &classes {
                    if let Some(chances) = chances.get_mut(*class) {
                        let plain = now.chances(*stage, *age, &ahead.bounds);
                        chances.push(plain.into_iter().map(|chance| (chance * factor).min(1.0)).collect());
                    }
                }
            }
        }
        chances
    }
}

/// One set of curves of a pipeline, with what follows of it.
struct Now {
    curves: Vec<curves::Curve>,
    entered: Vec<Vec<f64>>,
    speeds: Vec<f64>,
}

impl Now {
    fn new(known: &Known, ahead: &Ahead, changes: &[Change], stream: Option<&mut Stream>) -> Self {
        let speeds = changes::speeds(&known.shape, changes);
        let fastest = speeds.iter().copied().fold(1.0, f64::max);
        let beyond = steps((double(ahead.horizon() + 1) * fastest).ceil());
        let cut = Steps { days: ahead.days, count: OLDEST + beyond };
        let mut curves = curves::curves(&known.shape, &known.stays, cut, stream);
        changes::convert(&known.shape, &mut curves, changes);
        let entered = passage::from_entry(&changes::hasten(&curves, &speeds), ahead.horizon());
        Self { curves, entered, speeds }
    }

    fn chances(&self, stage: usize, age: usize, bounds: &[usize]) -> Vec<f64> {
        let speed = self.speeds.get(stage).copied().unwrap_or(1.0);
        let curve = self.curves.get(stage);
        curve.map(|curve| passage::from_age(curve, &self.entered, age, speed, bounds)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_cut_finely_where_it_is_short_and_ages_stand_for_those_about_as_old() {
        let quarter = Ahead::new(&[0.0, 31.0, 61.0, 92.0]);
        assert_eq!((quarter.days, quarter.bounds.clone()), (1, vec![0, 31, 61, 92]));
        assert_eq!([0, 7, 24, 100_000].map(|days| quarter.age(days)), [0, 7, 24, 599]);
        for days in 25..500_u32 {
            let age = quarter.age(days.into());
            let off = (f64::from(days) / double(age)).ln().abs();
            assert!(off < 0.1, "{days}: {age}");
        }
        let years = Ahead::new(&[0.5, 730.0]);
        assert_eq!((years.days, years.bounds), (4, vec![0, 183]));
    }
}
