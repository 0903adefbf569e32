//! Numbers as others: counts of steps and amounts as doubles, and back.

/// A count as a double: exact up to 2^53.
pub(super) fn double(count: usize) -> f64 {
    crate::ratio::double(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The nearest whole number. What is no number is 0, and what is beyond the ends of the range is the end.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "it saturates, as is wanted")]
pub(super) fn whole(number: f64) -> i64 {
    number.round() as i64
}

/// The nearest count; 0 for less.
pub(super) fn steps(number: f64) -> usize {
    usize::try_from(whole(number)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_stay_in_range() {
        assert_eq!([whole(2.5), whole(-2.5), whole(f64::NAN), whole(1e300)], [3, -3, 0, i64::MAX]);
        assert_eq!([steps(1.4), steps(-1.0)], [1, 0]);
        assert_eq!(double(3).to_string(), "3");
    }
}
