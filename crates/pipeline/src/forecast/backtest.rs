//! What the same way of forecasting would have said before, held against what happened: by how much it is off, and how much that
//! varies.
//!
//! The curves suppose that deals go on as they did. Where that changes, or where those that never end gather among the open, a
//! forecast is off for all deals alike, which no curve tells. So it is made as of some moments before, from what was known then, for
//! as long a time as is asked for now (A. P. Dawid, "The prequential approach", Journal of the Royal Statistical Society A 147,
//! 1984, pages 278 to 292), and what is asked for now is corrected by what was found, and as uncertain as that varied.

use super::{
    curves::{Shape, Stays, Way},
    model::{Ahead, Classes, Known},
    numbers::double,
    streams::Stream,
};
use crate::{pipelines::PipelineId, ratio};

/// How many times it is made as of before, each as long before the next as it looks ahead.
const MOST: u32 = 4;
/// How many stays must have ended by then.
const FEWEST: u64 = 100;
/// So many won deals are imagined to have been foretold exactly.
const IMAGINED: f64 = 20.0;
/// So much it is imagined to vary, and so many times this was seen.
const USUAL_SPREAD: f64 = 0.1;
const USUAL_SEEN: f64 = 2.0;

/// Stays that were alike, with when they began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dated {
    pub(super) stage: usize,
    /// How many days before the forecast is made the deal began.
    pub(super) began: u32,
    /// How many days before that the stay began.
    pub(super) entered: u32,
    /// How many days it lasted.
    pub(super) days: u32,
    pub(super) way: Option<Way>,
    pub(super) count: u32,
}

/// What was expected as of a day, and what happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Backtest {
    /// How many days before.
    pub(super) ago: u32,
    pub(super) expected: f64,
    pub(super) won: u64,
}

/// By what a forecast is multiplied.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Correction {
    pub(super) factor: f64,
    /// The standard deviation of that.
    pub(super) spread: f64,
    pub(super) backtests: Vec<Backtest>,
}

impl Default for Correction {
    fn default() -> Self {
        Self { factor: 1.0, spread: 0.0, backtests: Vec::new() }
    }
}

impl Correction {
    /// What it may be: of the gamma distribution with this mean and deviation.
    pub(super) fn drawn(&self, stream: &mut Stream) -> f64 {
        let variance = self.spread * self.spread;
        if variance <= 0.0 || self.factor <= 0.0 {
            return self.factor;
        }
        stream.gamma(self.factor * self.factor / variance) * variance / self.factor
    }
}

/// Looks how forecasts for so many days would have been.
pub(super) fn correction(shape: &Shape, dated: &[Dated], ahead_days: u32) -> Correction {
    let mut backtests = Vec::new();
    for back in 1..=MOST {
        let ago = ahead_days.saturating_mul(back);
        let ended = dated.iter().filter(|one| one.way.is_some() && one.entered >= ago.saturating_add(one.days));
        if ago == 0 || ended.map(|one| u64::from(one.count)).sum::<u64>() < FEWEST {
            break;
        }
        backtests.push(backtest(shape, dated, ago, ahead_days));
    }
    if backtests.is_empty() {
        return Correction::default();
    }
    let won = |one: &Backtest| ratio::double(i64::try_from(one.won).unwrap_or(i64::MAX));
    let expected: f64 = backtests.iter().map(|one| one.expected).sum();
    let factor = (backtests.iter().map(won).sum::<f64>() + IMAGINED) / (expected + IMAGINED);
    // What varies more than numbers of won deals do by chance.
    let excess = |one: &Backtest| {
        let of = one.expected.max(1.0);
        (won(one) / of - factor).powi(2) - factor / of
    };
    let seen = double(backtests.len());
    let sum = backtests.iter().map(excess).sum::<f64>().max(0.0);
    let variance = (sum + USUAL_SEEN * USUAL_SPREAD * USUAL_SPREAD) / (seen + USUAL_SEEN);
    // That of the next time, and of the mean itself.
    let spread = (variance * (1.0 + 1.0 / seen)).sqrt();
    Correction { factor, spread, backtests }
}

fn backtest(shape: &Shape, dated: &[Dated], ago: u32, ahead_days: u32) -> Backtest {
    let mut classes = Classes::default();
    let ahead = Ahead::new(&[0.0, f64::from(ahead_days)]);
    let (mut stays, mut open) = (Vec::new(), Vec::new());
    for one in dated {
        let Some(age) = one.entered.checked_sub(ago) else { continue };
        let has_ended = one.way.is_some() && one.days <= age;
        let way = one.way.filter(|_| has_ended);
        stays.push(Stays { stage: one.stage, days: one.days.min(age), way, count: one.count });
        if one.days > age || (one.way.is_none() && one.days == age) {
            open.push((classes.place(0, one.stage, ahead.age(age.into())), one.count));
        }
    }
    let pipeline = PipelineId::from_uuid(uuid::Uuid::nil());
    let known = Known { pipeline, shape: shape.clone(), stays, correction: Correction::default() };
    let chances = classes.chances(&[known], &ahead, &[], None);
    let chance = |class: usize| chances.get(class).and_then(|one| one.first()?.last().copied()).unwrap_or_default();
    let expected = open.iter().map(|(class, count)| chance(*class) * f64::from(*count)).sum();
    let is_won = |one: &&Dated| {
        let ended = i64::from(one.entered) - i64::from(one.days);
        let (ago, ahead) = (i64::from(ago), i64::from(ahead_days));
        one.way == Some(Way::Won)
            && one.began >= u32::try_from(ago).unwrap_or_default()
            && ended < ago
            && ended >= ago - ahead
    };
    let won = dated.iter().filter(is_won).map(|one| u64::from(one.count)).sum();
    Backtest { ago, expected, won }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::curves::tests::shape;

    /// Two deals a day over a year, of which one is won after ten days and the other lost; but of those that came in the last so many
    /// days neither ends.
    fn year(stuck: u32) -> Vec<Dated> {
        (1..=365_u32)
            .flat_map(|came| {
                let one = Dated { stage: 0, began: came, entered: came, days: 10, way: Some(Way::Won), count: 1 };
                let ends = came >= 10 && came > stuck;
                let one = if ends { one } else { Dated { days: came, way: None, ..one } };
                [one, Dated { way: one.way.map(|_| Way::Lost), ..one }]
            })
            .collect()
    }

    #[test]
    fn where_deals_go_on_as_they_did_nothing_is_corrected() {
        let found = correction(&shape(&[50]), &year(0), 30);
        assert_eq!(found.backtests.len(), 4);
        // As of any day there are twenty open deals, of which ten are won.
        for one in &found.backtests {
            assert!((one.expected - 10.0).abs() < 1.5 && (9..=10).contains(&one.won), "{one:?}");
        }
        assert!((found.factor - 1.0).abs() < 0.05 && found.spread < 0.08, "{found:?}");
    }

    #[test]
    fn where_they_are_stuck_less_is_forecast_and_with_less_certainty() {
        let found = correction(&shape(&[50]), &year(45), 30);
        // As of thirty days ago all that had come since fifteen days before were stuck, and nobody knew.
        assert_eq!((found.backtests[0].won, found.backtests[0].ago), (0, 30));
        assert!(found.factor < 0.95 && found.spread > 0.15, "{found:?}");
    }

    #[test]
    fn without_a_past_there_is_nothing_to_correct_by() {
        assert_eq!(correction(&shape(&[50]), &year(0), 400), Correction::default());
        assert_eq!(correction(&shape(&[50]), &[], 30), Correction::default());
        let mut stream = Stream::of(1, crate::forecast::streams::Topic::Curves, &[0; 16]);
        assert_eq!(Correction::default().drawn(&mut stream), 1.0);
        let wide = Correction { factor: 0.8, spread: 0.2, backtests: Vec::new() };
        let mean = (0..4_000).map(|_| wide.drawn(&mut stream)).sum::<f64>() / 4_000.0;
        assert!((mean - 0.8).abs() < 0.02, "{mean}");
    }
}
