//! Whether ranges hold what happens: on histories out of a process that is known.

use super::{
    backtest::Correction,
    curves::{Shape, Stays, Way, tests::shape},
    model::{Ahead, Classes, Known},
    simulate::{Cell, GroupDrawn, Plan, Worth, draw, quantile},
    streams::{Stream, Topic},
};
use crate::pipelines::PipelineId;

/// A deal of the process: when it came, when it left the first stage and for where, and when it left the second.
struct Life {
    came: u32,
    left: u32,
    goes_on: bool,
    closed: u32,
    is_won: bool,
}

/// Three deals a day. They stay from 1 to 20 days in the first stage, from which 6 of 10 go on, and from 1 to 30 days in the
/// second, from which half are won.
fn lives(number: u64, days: u32) -> Vec<Life> {
    let mut stream = Stream::of(number, Topic::Deal, &[77; 16]);
    (0..days * 3)
        .map(|n| {
            let came = n / 3;
            let left = came + 1 + u32::try_from(stream.one_of(20)).unwrap();
            let goes_on = stream.one_of(10) < 6;
            let closed = left + 1 + u32::try_from(stream.one_of(30)).unwrap();
            Life { came, left, goes_on, closed, is_won: stream.one_of(2) == 0 }
        })
        .collect()
}

const NOW: u32 = 100;
const AHEAD: u32 = 30;

/// The stays that were known by now, and the deals that were open: their stage and age.
fn known(lives: &[Life], shape: &Shape) -> (Known, Vec<(usize, i64)>) {
    let (mut stays, mut open) = (Vec::new(), Vec::new());
    let mut stay = |stage, from: u32, to: u32, way| {
        let way = (to <= NOW).then_some(way);
        stays.push(Stays { stage, days: to.min(NOW) - from, way, count: 1 });
        if way.is_none() {
            open.push((stage, i64::from(NOW - from)));
        }
    };
    for life in lives.iter().filter(|life| life.came <= NOW) {
        stay(0, life.came, life.left, if life.goes_on { Way::Stage(1) } else { Way::Lost });
        if life.goes_on && life.left <= NOW {
            stay(1, life.left, life.closed, if life.is_won { Way::Won } else { Way::Lost });
        }
    }
    (
        Known {
            pipeline: PipelineId::from_uuid(uuid::Uuid::nil()),
            shape: shape.clone(),
            stays,
            correction: Correction::default(),
        },
        open,
    )
}

/// How many of those that are open by now are won in the time ahead.
fn happened(lives: &[Life]) -> f64 {
    let is_open =
        |life: &&Life| life.came <= NOW && life.closed.max(life.left) > NOW && (life.goes_on || life.left > NOW);
    let won = lives.iter().filter(is_open).filter(|life| life.goes_on && life.is_won && life.closed <= NOW + AHEAD);
    f64::from(u32::try_from(won.count()).unwrap())
}

fn forecast(known: Known, open: &[(usize, i64)], seed: u64, runs: usize) -> GroupDrawn {
    let ahead = Ahead::new(&[0.0, f64::from(AHEAD)]);
    let mut classes = Classes::default();
    let cells: Vec<Cell> = open
        .iter()
        .zip(0_u16..)
        .map(|((stage, days), number)| {
            let mut id = [0; 16];
            id[..2].copy_from_slice(&number.to_le_bytes());
            let class = classes.place(0, *stage, ahead.age(*days));
            Cell { id, class, deals: 1.0, worth: Worth::Unsaid }
        })
        .collect();
    let chances = classes.chances(&[known], &ahead, &[], Some(seed));
    let plan = Plan { seed, runs, periods: 1, chances: &chances, won: &[], large: 0.0 };
    draw(&plan, &[0; 16], &cells)
}

#[test]
fn about_eight_outcomes_of_ten_are_within_the_range_and_none_is_biased() {
    // What was said of the stages is far from the truth: what happened counts.
    let shape = shape(&[90, 95]);
    let (mut within, mut error, mut sum) = (0, 0.0, 0.0);
    let histories = 200;
    for number in 0..histories {
        let lives = lives(number, NOW + 1);
        let (known, open) = known(&lives, &shape);
        let mut runs = forecast(known, &open, number, 200).deals.all;
        let actual = happened(&lives);
        let (low, high) = (quantile(&mut runs, 0.1), quantile(&mut runs, 0.9));
        within += i32::from(low <= actual && actual <= high);
        error += quantile(&mut runs, 0.5) - actual;
        sum += actual;
    }
    let share = f64::from(within) / 200.0;
    println!("within the range: {share}; bias: {} of {}", error / 200.0, sum / 200.0);
    assert!((0.74..=0.9).contains(&share), "{share}");
    assert!((error / sum).abs() < 0.05, "{error} of {sum}");
}

#[test]
fn a_forecast_is_the_same_on_any_thread() {
    let shape = shape(&[10, 50]);
    let lives = lives(1, NOW + 1);
    let drawn = || {
        let (known, open) = known(&lives, &shape);
        forecast(known, &open, 5, 300)
    };
    let here = drawn();
    let there = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(drawn)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(there.iter().all(|other| *other == here));
}
