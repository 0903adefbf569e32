//! What a line is taxed, exactly: in whole minor units, with one rounding.
//!
//! The net amount of a line is quantity × unit price less the discount, rounded once, half up (`deals::lines::arithmetic`);
//! its tax is the net amount × the rate, rounded once, half up. Nothing else is rounded: what an order costs is the sum of
//! both over its lines, so that what is shown adds up.

use crate::deals::lines::arithmetic::WHOLE;

/// The tax on a net amount, which is not below zero, at a rate in hundredths of a percent.
pub(crate) fn tax(net: i64, rate: u32) -> i64 {
    let whole = i128::from(WHOLE);
    let exact = i128::from(net) * i128::from(rate);
    // A rate is at most the whole, so that the tax is at most the net amount.
    i64::try_from((exact + whole / 2).div_euclid(whole)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tax_is_rounded_once_and_half_up() {
        assert_eq!(tax(100, 1_900), 19);
        assert_eq!(tax(50, 1_900), 10, "9.5");
        assert_eq!(tax(999, 770), 77, "76.923");
        assert_eq!(tax(49, 100), 0, "0.49");
        assert_eq!((tax(7, 0), tax(7, WHOLE)), (0, 7));
        assert_eq!(tax((1 << 53) - 1, WHOLE), (1 << 53) - 1);
    }
}
