//! How likely a deal is won by when.
//!
//! Deals go from stage to stage as a semi-Markov process in steps of time: how long one stays and where it goes next hangs on the
//! stage and on how long it has been there, and on nothing else. The chance to be won within `t` steps of coming into a stage
//! is the renewal equation (R. Pyke, "Markov renewal processes with finitely many states", Annals of Mathematical Statistics 32,
//! 1961, pages 1243 to 1259): over every way out and every time of it, the chance of that, times what follows.

use super::curves::{Curve, Way};

/// Below this hardly anybody is left: how those few go on nobody can know from the curve.
const HARDLY: f64 = 1e-9;

/// For each stage, how likely a deal that just came into it is won within so many steps.
pub(super) fn from_entry(curves: &[Curve], horizon: usize) -> Vec<Vec<f64>> {
    let mut won: Vec<Vec<f64>> = vec![Vec::with_capacity(horizon + 1); curves.len()];
    let mut at_once: Vec<f64> = vec![0.0; curves.len()];
    for step in 0..=horizon {
        // Later stages first: through them a deal may go within one step.
        for (place, curve) in curves.iter().enumerate().rev() {
            let mut chance = 0.0;
            for (way, shares) in &curve.ways {
                match way {
                    Way::Won => {
                        if let Some(so_far) = at_once.get_mut(place) {
                            *so_far += shares.get(step).copied().unwrap_or_default();
                            chance += *so_far;
                        }
                    }
                    Way::Stage(next) => {
                        // Back to an earlier one takes a step at least, so that nothing goes round in no time.
                        let least = usize::from(*next <= place);
                        chance += through(shares, won.get(*next), step, least);
                    }
                    Way::Lost | Way::Away => {}
                }
            }
            if let Some(of_stage) = won.get_mut(place) {
                of_stage.push(chance.min(1.0));
            }
        }
    }
    won
}

/// Over the steps at which a deal goes on: the share, times what follows in the time that is left.
fn through(shares: &[f64], after: Option<&Vec<f64>>, step: usize, least: usize) -> f64 {
    let Some(after) = after else { return 0.0 };
    let follows = |taken: usize| step.checked_sub(taken.max(least)).and_then(|rest| after.get(rest)).copied();
    shares.iter().enumerate().take(step + 1).map(|(taken, share)| share * follows(taken).unwrap_or_default()).sum()
}

/// How likely a deal that has been in a stage for `age` steps is won by each of these steps from now on. `speed` is by how
/// much faster than the curve it leaves the stage.
pub(super) fn from_age(curve: &Curve, entered: &[Vec<f64>], age: usize, speed: f64, bounds: &[usize]) -> Vec<f64> {
    let is_left = |age: &usize| curve.left.get(*age).is_some_and(|left| *left > HARDLY);
    // Of such an age nobody was seen: as of the oldest of whom something is known.
    let age = (0..=age).rev().find(is_left).unwrap_or_default();
    let left = curve.left.get(age).copied().unwrap_or(1.0).max(HARDLY);
    let horizon = bounds.iter().copied().max().unwrap_or_default();
    let mut chances = vec![0.0; bounds.len()];
    for (way, shares) in &curve.ways {
        let after = match way {
            Way::Won => None,
            Way::Stage(next) => {
                let Some(after) = entered.get(*next) else { continue };
                Some(after)
            }
            Way::Lost | Way::Away => continue,
        };
        for (waited, share) in shares.iter().skip(age + 1).enumerate() {
            let taken = hastened(waited + 1, speed).max(1);
            if taken > horizon {
                break;
            }
            if *share <= 0.0 {
                continue;
            }
            for (chance, bound) in chances.iter_mut().zip(bounds) {
                let Some(rest) = bound.checked_sub(taken) else { continue };
                *chance += share / left * after.map_or(1.0, |after| after.get(rest).copied().unwrap_or_default());
            }
        }
    }
    chances.iter().map(|chance| chance.min(1.0)).collect()
}

/// So many steps, at another speed.
pub(super) fn hastened(steps: usize, speed: f64) -> usize {
    if speed == 1.0 { steps } else { super::numbers::steps(super::numbers::double(steps) / speed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(ways: &[(Way, &[f64])]) -> Curve {
        let count = ways.iter().map(|(_, shares)| shares.len()).max().unwrap();
        let pad = |shares: &[f64]| {
            let mut shares = shares.to_vec();
            shares.resize(count, 0.0);
            shares
        };
        let ways: Vec<_> = ways.iter().map(|(way, shares)| (*way, pad(shares))).collect();
        let mut left = 1.0;
        let mut all = Vec::new();
        for step in 0..count {
            left -= ways.iter().map(|(_, shares)| shares[step]).sum::<f64>();
            all.push(left);
        }
        Curve { ways, left: all }
    }

    /// First: half go on after one step, and a quarter after two; the rest is lost after two. Second: of those that come .4 are
    /// won after one step and .1 go back; the rest is lost after three.
    fn two() -> Vec<Curve> {
        vec![
            curve(&[(Way::Stage(1), &[0.0, 0.5, 0.25]), (Way::Lost, &[0.0, 0.0, 0.25])]),
            curve(&[(Way::Won, &[0.0, 0.4]), (Way::Stage(0), &[0.0, 0.1]), (Way::Lost, &[0.0, 0.0, 0.0, 0.5])]),
        ]
    }

    fn about(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (one, other) in found.iter().zip(expected) {
            assert!((one - other).abs() < 1e-12, "{found:?} {expected:?}");
        }
    }

    #[test]
    fn chances_from_entry_are_those_counted_by_hand() {
        let won = from_entry(&two(), 4);
        // Second: .4 from the first step on; back after one step, from there after one more, and won after a third: .1 * .5 * .4
        // from the third on, and .1 * .25 * .4 more from the fourth.
        about(&won[1], &[0.0, 0.4, 0.4, 0.42, 0.43]);
        // First: .5 of the second's a step ago and .25 of the second's two steps ago.
        about(&won[0], &[0.0, 0.0, 0.2, 0.3, 0.5f64.mul_add(0.42, 0.25 * 0.4)]);
    }

    #[test]
    fn age_leaves_only_what_can_still_come() {
        let curves = two();
        let entered = from_entry(&curves, 4);
        // After one step half are left in the first stage: of those half go on a step later, and half are lost.
        about(&from_age(&curves[0], &entered, 1, 1.0, &[1, 2, 4]), &[0.0, 0.2, 0.5 * 0.42]);
        // After one step half are left in the second, which are all lost.
        about(&from_age(&curves[1], &entered, 1, 1.0, &[4]), &[0.0]);
        // Just come: as from entry.
        about(&from_age(&curves[1], &entered, 0, 1.0, &[1, 3]), &[0.4, 0.42]);
        // Older than any that was seen: as the oldest.
        about(&from_age(&curves[1], &entered, 9, 1.0, &[4]), &[0.0]);
        // At half the speed the first step takes two.
        about(&from_age(&curves[1], &[], 0, 0.5, &[1, 2]), &[0.0, 0.4]);
    }
}
