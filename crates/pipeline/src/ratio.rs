//! Parts of wholes.

/// A part of a whole, both of which are counts; none of nothing.
pub(crate) fn share(part: i64, whole: i64) -> Option<f64> {
    ratio(part, whole)
}

/// A number for each of so many; none for nobody.
pub(crate) fn ratio(sum: i64, count: i64) -> Option<f64> {
    (count > 0).then(|| double(sum) / double(count))
}

/// As a double, by halves that each fit: exact up to 2^53, as near as a double comes beyond.
pub(crate) fn double(number: i64) -> f64 {
    let high = i32::try_from(number >> 32).unwrap_or_default();
    let low = u32::try_from(number & 0xffff_ffff).unwrap_or_default();
    f64::from(high).mul_add(4_294_967_296.0, f64::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_through_whole() {
        for (number, text) in [(0, "0"), (-1, "-1"), (1 << 40, "1099511627776"), (-(1 << 33), "-8589934592")] {
            assert_eq!(double(number).to_string(), text);
        }
        assert_eq!((share(1, 4), share(0, 0), share(1, -1)), (Some(0.25), None, None));
    }
}
