//! When what could not be delivered is tried again.

use std::time::Duration;

use rand::Rng;

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);

/// How long to wait after so many attempts: twice as long each time, of which chance takes up to a half, so that what failed
/// together does not come back together.
pub(super) fn wait(first: Duration, attempts: u32, chance: &mut impl Rng) -> Duration {
    let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
    let whole = first.saturating_mul(doubled).min(LONGEST);
    whole.mul_f64(chance.random_range(0.5..=1.0))
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_differ() {
        let mut chance = StdRng::seed_from_u64(1);
        let first = Duration::from_secs(5);
        for (attempts, whole) in [(1, 5), (2, 10), (3, 20), (10, 2_560), (20, 21_600), (u32::MAX, 21_600)] {
            let whole = Duration::from_secs(whole);
            let waits: Vec<_> = (0..100).map(|_| wait(first, attempts, &mut chance)).collect();
            assert!(waits.iter().all(|wait| (whole / 2..=whole).contains(wait)), "{attempts}");
            assert!(waits.iter().any(|wait| *wait != waits[0]), "{attempts}: by chance");
        }
    }
}
