//! From the stays of a pipeline to how deals left its stages.
//!
//! Where a deal went is its next stay, which begins as this one ends; a stay that a deletion cut short has none, and was only no
//! longer seen. Days, for that is as fine as a forecast is.

use chrono::NaiveDateTime;

use super::{
    backtest::Dated,
    curves::{Shape, Stays},
};
use crate::stays::all::{self, SeenStay, minutes_between};

const MINUTES_OF_A_DAY: i64 = 1_440;

/// How many days a stay had lasted by a moment, to the nearest.
fn lasted(stay: &SeenStay, by: NaiveDateTime) -> u32 {
    count((minutes_between(stay.entered_at, stay.until.min(by)) + MINUTES_OF_A_DAY / 2) / MINUTES_OF_A_DAY)
}

fn count(of: i64) -> u32 {
    u32::try_from(of).unwrap_or_default()
}

/// How deals had left the stages of a pipeline by a moment, and how long those were there that had not.
pub(super) fn stays(shape: &Shape, stays: &[SeenStay], by: NaiveDateTime) -> Vec<Stays> {
    let each = all::ways(stays, by).filter_map(|(_, stay, next)| {
        let way = next.map(|next| shape.way(next.stage));
        Some(Stays { stage: shape.place(stay.stage)?, days: lasted(stay, by), way, count: 1 })
    });
    counted(each.collect(), |one| (one.stage, one.days, one.way), |one| &mut one.count)
}

/// The same, with when deals and stays began, of so many deals in 256.
pub(super) fn dated(shape: &Shape, stays: &[SeenStay], by: NaiveDateTime, of_256: u32) -> Vec<Dated> {
    let days_ago = |at: NaiveDateTime| count((by - at).num_days());
    // The last byte of an id is one by chance.
    let is_taken = |stay: &SeenStay| stay.deal.as_bytes().last().is_some_and(|last| u32::from(*last) < of_256);
    let each = all::ways(stays, by).filter(|(first, ..)| is_taken(first)).filter_map(|(first, stay, next)| {
        Some(Dated {
            stage: shape.place(stay.stage)?,
            began: days_ago(first.entered_at),
            entered: days_ago(stay.entered_at),
            days: lasted(stay, by),
            way: next.map(|next| shape.way(next.stage)),
            count: 1,
        })
    });
    counted(each.collect(), |one| (one.stage, one.began, one.entered, one.days, one.way), |one| &mut one.count)
}

/// Those that are alike once, with how many they are, in their order: curves are drawn in it.
fn counted<T, K: Ord>(mut all: Vec<T>, key: impl Fn(&T) -> K, count: impl Fn(&mut T) -> &mut u32) -> Vec<T> {
    all.sort_unstable_by_key(&key);
    all.dedup_by(|next, one| {
        let is_alike = key(next) == key(one);
        let sum = count(one);
        *sum = sum.saturating_add(u32::from(is_alike));
        is_alike
    });
    all
}
