//! What points come to.

/// With so many points a score is 50, and with twice as many 75.
const HALF: f64 = 50.0;

/// Points on a scale from 0 to 100, of which neither is ever reached: `50 (1 + x / (1 + |x|))` with `x = (points - 50) / 50`.
/// Nothing said is 25, 50 points are 50, 100 are 75, 1,000 are 97.5: it grows with each point, however many there are.
pub(super) fn value(points: f64) -> f64 {
    let x = (points - HALF) / HALF;
    50.0 * (1.0 + x / (1.0 + x.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_never_sticks() {
        for (points, wanted) in [(0.0, 25.0), (50.0, 50.0), (100.0, 75.0), (1_000.0, 97.5)] {
            assert!((value(points) - wanted).abs() < 1e-9, "{points}");
        }
        let mut last = 0.0;
        for points in [-1e9, -1e4, -1.0, 0.0, 1.0, 1e4, 1e9] {
            let value = value(points);
            assert!(value > last && value < 100.0, "{points}: {value}");
            last = value;
        }
    }
}
