//! How deals leave a stage: when, and to where.
//!
//! Competing risks in steps of time: of those that are in a stage after `k` steps, which share leaves it then, and to where.
//! That is the product-limit estimate of E. L. Kaplan and P. Meier (Journal of the American Statistical Association 53,
//! 1958, pages 457 to 481) with each way out apart, as O. O. Aalen and S. Johansen have it (Scandinavian Journal of Statistics 5,
//! 1978, pages 141 to 150). Stays that go on count for as long as they last.
//!
//! Where little was seen, imagined stays stand beside the observed: [`IMAGINED`] of them, that last as all stays of the
//! pipeline do (and these, as deals that stay a month on average), and end as the stage's configured probability says. Five stays
//! weigh much beside three and nothing beside a thousand.

use serde::{Deserialize, Serialize};

use super::streams::Stream;
use crate::{
    deals::DealStatus,
    stages::{StageId, StageRow},
};

/// How many stays are imagined.
const IMAGINED: f64 = 5.0;
/// How many days a stay lasts on average where nobody has seen one.
const USUAL_DAYS: f64 = 30.0;

/// Where a deal goes as it leaves a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Way {
    /// It is won.
    Won,
    /// It is lost.
    Lost,
    /// To another stage for open deals, by its place among [`Shape::stages`].
    Stage(usize),
    /// To another pipeline.
    Away,
}

/// The stages for open deals of a pipeline, in their order, the retired behind the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shape {
    pub(super) stages: Vec<OpenStage>,
    /// The stages of the won and the lost.
    closed: Vec<(StageId, DealStatus)>,
}

/// A stage for open deals.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OpenStage {
    pub(super) id: StageId,
    /// How likely a deal in it is won, 0 to 1, as somebody said.
    pub(super) probability: f64,
    is_retired: bool,
}

impl Shape {
    /// The shape of a pipeline, from its stages in their order.
    pub(super) fn of(stages: &[StageRow]) -> Self {
        let open = stages.iter().filter(|stage| stage.status() == DealStatus::Open).map(|stage| OpenStage {
            id: stage.id,
            probability: f64::from(stage.probability) / 100.0,
            is_retired: stage.retired_at.is_some(),
        });
        let closed = stages.iter().filter(|stage| stage.status() != DealStatus::Open);
        Self { stages: open.collect(), closed: closed.map(|stage| (stage.id, stage.status())).collect() }
    }

    /// The place of a stage for open deals.
    pub(super) fn place(&self, stage: StageId) -> Option<usize> {
        self.stages.iter().position(|one| one.id == stage)
    }

    /// Which way leads to a stage.
    pub(super) fn way(&self, stage: StageId) -> Way {
        match self.closed.iter().find(|(id, _)| *id == stage) {
            Some((_, DealStatus::Won)) => Way::Won,
            Some(_) => Way::Lost,
            None => self.place(stage).map_or(Way::Away, Way::Stage),
        }
    }

    /// Where deals are imagined to go on to, and how many of them do: so many that along the way as many are won as the
    /// probability of the stage says.
    fn imagined(&self, place: usize) -> (Way, f64) {
        let Some(stage) = self.stages.get(place) else { return (Way::Won, 0.0) };
        let next = self.stages.iter().enumerate().skip(place + 1).find(|(_, next)| !next.is_retired);
        match next.filter(|_| !stage.is_retired) {
            Some((next, after)) if after.probability > 0.0 && after.probability >= stage.probability => {
                (Way::Stage(next), stage.probability / after.probability)
            }
            _ => (Way::Won, stage.probability),
        }
    }
}

/// Stays that were alike: in this stage for so many days, until they went this way; none of those that go on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Stays {
    pub(super) stage: usize,
    pub(super) days: u32,
    pub(super) way: Option<Way>,
    pub(super) count: u32,
}

/// How long a step is, and over how many curves go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Steps {
    pub(super) days: u32,
    pub(super) count: usize,
}

impl Steps {
    /// The step that is nearest to a day.
    pub(super) fn of(self, days: u32) -> usize {
        usize::try_from((days + self.days / 2) / self.days).unwrap_or(usize::MAX).min(self.count.saturating_sub(1))
    }
}

/// How deals leave one stage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Curve {
    /// Of those that came into it, the share that leaves it this way at each step.
    pub(super) ways: Vec<(Way, Vec<f64>)>,
    /// The share that is still there after each step.
    pub(super) left: Vec<f64>,
}

/// What was seen of a stage: weights by step.
#[derive(Clone, Debug, Default)]
struct Seen {
    ways: Vec<(Way, Vec<f64>)>,
    go_on: Vec<f64>,
}

impl Seen {
    fn add(&mut self, way: Option<Way>, step: usize, weight: f64, steps: Steps) {
        let of_way = match way {
            None => &mut self.go_on,
            Some(way) => {
                let place = self.ways.iter().position(|(known, _)| *known == way).unwrap_or_else(|| {
                    self.ways.push((way, Vec::new()));
                    self.ways.len() - 1
                });
                let Some((_, of_way)) = self.ways.get_mut(place) else { return };
                of_way
            }
        };
        of_way.resize(steps.count, 0.0);
        if let Some(at) = of_way.get_mut(step) {
            *at += weight;
        }
    }

    /// The product-limit estimate. Ends come before what is only no longer seen.
    fn curve(mut self, steps: Steps) -> Curve {
        self.ways.sort_by_key(|(way, _)| *way);
        self.go_on.resize(steps.count, 0.0);
        let total: f64 = self.ways.iter().flat_map(|(_, of)| of).chain(&self.go_on).sum();
        let (mut at_risk, mut left) = (total, 1.0);
        let mut ways: Vec<(Way, Vec<f64>)> =
            self.ways.iter().map(|(way, _)| (*way, Vec::with_capacity(steps.count))).collect();
        let mut all_left = Vec::with_capacity(steps.count);
        for (step, go_on) in self.go_on.iter().enumerate() {
            let mut ended = 0.0;
            let before = left;
            for ((_, seen), (_, curve)) in self.ways.iter().zip(&mut ways) {
                let weight = seen.get(step).copied().unwrap_or_default();
                ended += weight;
                let share = if at_risk > 0.0 { before * (weight / at_risk).min(1.0) } else { 0.0 };
                curve.push(share);
                left -= share;
            }
            left = left.max(0.0);
            at_risk -= ended + go_on;
            all_left.push(left);
        }
        Curve { ways, left: all_left }
    }
}

/// How deals leave each stage of a pipeline, by its place. With a stream as it might be by what is not known: each stay that
/// was seen counts by chance more or less than once (D. B. Rubin, "The Bayesian Bootstrap", Annals of Statistics 9, 1981,
/// pages 130 to 134; A. Y. Lo for stays that go on, Annals of Statistics 21, 1993, pages 100 to 123). Without one as it
/// most likely is.
pub(super) fn curves(shape: &Shape, stays: &[Stays], steps: Steps, mut chance: Option<&mut Stream>) -> Vec<Curve> {
    let mut weigh = |count: f64| match &mut chance {
        Some(stream) => stream.gamma(count),
        None => count,
    };
    let mut seen: Vec<Seen> = vec![Seen::default(); shape.stages.len()];
    let mut pooled = Seen::default();
    for one in stays {
        let (step, weight) = (steps.of(one.days), weigh(f64::from(one.count)));
        if let Some(of_stage) = seen.get_mut(one.stage) {
            of_stage.add(one.way, step, weight, steps);
            pooled.add(one.way.map(|_| Way::Away), step, weight, steps);
        }
    }
    let leave = f64::from(steps.days) / USUAL_DAYS;
    let mut left = IMAGINED;
    for step in 0..steps.count {
        // Nobody is imagined to leave at once.
        let leaves = if step == 0 { 0.0 } else { left * leave.min(0.9) };
        pooled.add(Some(Way::Away), step, leaves, steps);
        left -= leaves;
    }
    pooled.add(None, steps.count.saturating_sub(1), left, steps);
    let pooled = pooled.curve(steps);
    let lasts = pooled.ways.first().map(|(_, shares)| shares.as_slice()).unwrap_or_default();
    let beyond = pooled.left.last().copied().unwrap_or_default();
    let whole = |(place, mut seen): (usize, Seen)| {
        let (way, share) = shape.imagined(place);
        let (on, lost) = (weigh(IMAGINED * share), weigh(IMAGINED * (1.0 - share)));
        for (step, lasts) in lasts.iter().enumerate() {
            seen.add(Some(way), step, on * lasts, steps);
            seen.add(Some(Way::Lost), step, lost * lasts, steps);
        }
        seen.add(None, steps.count.saturating_sub(1), (on + lost) * beyond, steps);
        seen.curve(steps)
    };
    seen.into_iter().enumerate().map(whole).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::pipelines::PipelineId;

    /// Stages for open deals with these probabilities in percent.
    pub(crate) fn shape(probabilities: &[u32]) -> Shape {
        let pipeline_id = PipelineId::new();
        let kinds = probabilities.iter().map(|probability| ("OPEN", *probability)).chain([("WON", 100), ("LOST", 0)]);
        let rows: Vec<_> = kinds
            .zip(0..)
            .map(|((kind, probability), place)| StageRow {
                id: StageId::new(),
                pipeline_id,
                place,
                name: String::new(),
                probability,
                kind: kind.to_owned(),
                age_limit_days: None,
                retired_at: None,
                gates: None,
            })
            .collect();
        Shape::of(&rows)
    }

    #[test]
    fn with_much_seen_it_is_the_product_limit_estimate() {
        // The remission times of Freireich and others (1963) under 6-MP, a thousand times over: after 6, 7, 10, 13, 16, 22 and 23
        // weeks .857, .807, .753, .690, .627, .538 and .448 go on.
        let ended = [(6, 3), (7, 1), (10, 1), (13, 1), (16, 1), (22, 1), (23, 1)];
        let go_on = [(6, 1), (9, 1), (10, 1), (11, 1), (17, 1), (19, 1), (20, 1), (25, 1), (32, 2), (34, 1), (35, 1)];
        let stays = |all: &[(u32, u32)], way| -> Vec<Stays> {
            all.iter().map(|(days, count)| Stays { stage: 0, days: *days, way, count: count * 1_000_000 }).collect()
        };
        let all = [stays(&ended, Some(Way::Lost)), stays(&go_on, None)].concat();
        let steps = Steps { days: 1, count: 60 };
        let curve = &curves(&shape(&[50]), &all, steps, None)[0];
        for (week, left) in
            [(5, 1.0), (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)]
        {
            assert!((curve.left[week] - left).abs() < 0.000_6, "{week}: {}", curve.left[week]);
        }
    }

    #[test]
    fn ways_out_compete_and_add_up_with_what_is_left() {
        // Of ten that come, four are won and two are lost after two days, one is no longer seen, and three are lost after five: by
        // Aalen and Johansen .4 are won, .2 lost then, and the rest, .4, is lost later.
        let seen = |days, way, count: u32| Stays { stage: 0, days, way, count: count * 1_000_000 };
        let all =
            [seen(2, Some(Way::Won), 4), seen(2, Some(Way::Lost), 2), seen(3, None, 1), seen(5, Some(Way::Lost), 3)];
        let curve = &curves(&shape(&[50]), &all, Steps { days: 1, count: 20 }, None)[0];
        let at = |way: Way, step: usize| curve.ways.iter().find(|(one, _)| *one == way).unwrap().1[step];
        for (found, expected) in [
            (at(Way::Won, 2), 0.4),
            (at(Way::Lost, 2), 0.2),
            (at(Way::Lost, 5), 0.4),
            (curve.left[4], 0.4),
            (curve.left[5], 0.0),
        ] {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
        for step in 0..20 {
            let gone: f64 = curve.ways.iter().flat_map(|(_, shares)| &shares[..=step]).sum();
            assert!((gone + curve.left[step] - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn where_nothing_was_seen_the_configured_probability_says_it() {
        let steps = Steps { days: 1, count: 2_000 };
        let found = curves(&shape(&[10, 50]), &[], steps, None);
        let share = |place: usize, way: Way| -> f64 {
            found[place].ways.iter().filter(|(one, _)| *one == way).flat_map(|(_, shares)| shares).sum()
        };
        // A tenth are to be won, of those half in the second stage: a fifth go on to it.
        for (found, expected) in [
            (share(0, Way::Stage(1)), 0.2),
            (share(0, Way::Lost), 0.8),
            (share(1, Way::Won), 0.5),
            (share(1, Way::Lost), 0.5),
        ] {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
        // After a month 1/e are left.
        assert!((found[0].left[30] - (-1.0_f64).exp()).abs() < 0.01);
    }

    #[test]
    fn a_draw_is_about_what_was_seen_and_wider_where_less_was() {
        let spread = |count: u32| {
            let all = [
                Stays { stage: 0, days: 3, way: Some(Way::Won), count },
                Stays { stage: 0, days: 3, way: Some(Way::Lost), count },
            ];
            let mut stream = Stream::of(1, super::super::streams::Topic::Curves, &[0; 16]);
            let won: Vec<f64> = (0..400)
                .map(|_| {
                    let drawn = curves(&shape(&[50]), &all, Steps { days: 1, count: 400 }, Some(&mut stream));
                    drawn[0].ways.iter().find(|(way, _)| *way == Way::Won).unwrap().1.iter().sum()
                })
                .collect();
            let mean = won.iter().sum::<f64>() / 400.0;
            assert!((mean - 0.5).abs() < 0.03, "{mean}");
            (won.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / 400.0).sqrt()
        };
        // By the beta distribution: sqrt(.25 / (n + 1)), of 15 and of 2,005 stays.
        let (few, many) = (spread(5), spread(1_000));
        assert!((few - 0.125).abs() < 0.02 && (many - 0.0112).abs() < 0.003, "{few} {many}");
    }
}
