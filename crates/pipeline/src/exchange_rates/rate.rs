//! A rate: an exact decimal number.

use std::fmt;

/// How many places behind the point a rate has at most, as the column has.
const PLACES: usize = 15;
/// How many digits before it.
const DIGITS: usize = 15;

/// How many units of a currency one unit of the base is worth, as a whole number of 10^-15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate(u128);

impl Rate {
    /// One for one: what the base is worth in itself.
    pub(crate) const ONE: Self = Self(10_u128.pow(15));

    /// Reads a decimal number above zero such as `1.0856`: at most 15 digits before the point and 15 behind it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_number(whole) || !is_number(part) || whole.len() > DIGITS || part.len() > PLACES {
            return None;
        }
        // At most thirty digits, which a u128 holds.
        let units = format!("{whole}{part:0<PLACES$}").parse().ok()?;
        (units > 0).then_some(Self(units))
    }

    /// The rate as a whole number of 10^-15, below 10^30.
    pub(crate) const fn units(self) -> u128 {
        self.0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = Self::ONE.0;
        let text = format!("{}.{:0width$}", self.0 / one, self.0 % one, width = PLACES);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_and_written_without_loss() {
        for (text, written) in [
            ("1.0856", "1.0856"),
            ("1", "1"),
            ("007.50", "7.5"),
            ("0.000000000000001", "0.000000000000001"),
            ("999999999999999.999999999999999", "999999999999999.999999999999999"),
            ("100", "100"),
        ] {
            assert_eq!(Rate::parse(text).map(|rate| rate.to_string()), Some(written.to_owned()), "{text}");
        }
        assert_eq!(Rate::parse("1"), Some(Rate::ONE));
        for bad in
            ["", "0", "0.0", "-1", "+1", "1e3", ".5", "1.", "1,5", " 1", "1.0000000000000001", "1000000000000000"]
        {
            assert_eq!(Rate::parse(bad), None, "{bad}");
        }
    }
}
