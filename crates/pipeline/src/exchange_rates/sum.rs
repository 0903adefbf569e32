//! Amounts of several currencies and days together, exactly.

use std::collections::HashMap;

use num_bigint::{BigInt, BigUint, Sign};

use super::Factor;

/// A sum of converted amounts, kept as what it is until it is read: nothing is rounded before all is there.
///
/// Amounts that are converted alike are added first. Those sums are fractions, and are added with their denominators
/// multiplied, two halves at a time, so that the numbers stay short for as long as can be.
#[derive(Clone, Debug, Default)]
pub struct ExactSum(HashMap<Factor, i128>);

/// A fraction, not reduced.
struct Fraction {
    above: BigInt,
    below: BigUint,
}

impl ExactSum {
    /// Adds an amount in minor units.
    pub fn add(&mut self, amount: i64, factor: Factor) {
        let sum = self.0.entry(factor).or_default();
        // 2^63 amounts of 2^63 fit.
        *sum = sum.saturating_add(i128::from(amount));
    }

    /// All together in so many equal parts, such as one, or one for each deal: rounded to the minor unit, half a unit away from
    /// zero. `None` without parts, or when it is more than an amount can be.
    #[must_use]
    pub fn rounded(&self, parts: i64) -> Option<i64> {
        let parts = u64::try_from(parts).ok().filter(|parts| *parts > 0)?;
        let terms: Vec<_> = self.0.iter().map(|(factor, amount)| (*factor, *amount)).collect();
        let Fraction { above, below } = added(&terms);
        let below = below * parts;
        // Half up of what it is without its sign: (2a + b) / 2b, cut.
        let (sign, above) = above.into_parts();
        let whole = (above * 2_u32 + &below) / (below * 2_u32);
        i64::try_from(BigInt::from_biguint(if sign == Sign::Minus { sign } else { Sign::Plus }, whole)).ok()
    }
}

fn added(terms: &[(Factor, i128)]) -> Fraction {
    match terms {
        [] => Fraction { above: BigInt::ZERO, below: BigUint::from(1_u32) },
        [(factor, amount)] => Fraction {
            above: BigInt::from(*amount) * BigInt::from(factor.by),
            below: BigUint::from(factor.through.max(1)),
        },
        _ => {
            let (left, right) = terms.split_at(terms.len() / 2);
            let (left, right) = (added(left), added(right));
            Fraction {
                above: left.above * BigInt::from(right.below.clone()) + right.above * BigInt::from(left.below.clone()),
                below: left.below * right.below,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(terms: &[(i64, u128, u128)]) -> ExactSum {
        let mut sum = ExactSum::default();
        for (amount, by, through) in terms {
            sum.add(*amount, Factor { by: *by, through: *through });
        }
        sum
    }

    #[test]
    fn nothing_is_rounded_before_all_is_there() {
        // Three times a third is one, and not three times nothing; a third and a sixth are a half, which is one.
        assert_eq!(sum(&[(1, 1, 3), (1, 1, 3), (1, 1, 3)]).rounded(1), Some(1));
        assert_eq!(sum(&[(1, 1, 3), (1, 1, 6)]).rounded(1), Some(1));
        assert_eq!(sum(&[(-1, 1, 3), (-1, 1, 6)]).rounded(1), Some(-1));
        assert_eq!(sum(&[(1, 1, 3), (1, 1, 7)]).rounded(1), Some(0), "10/21");
        assert_eq!(sum(&[(10, 1, 4)]).rounded(1), Some(3));
        assert_eq!(sum(&[(10, 1, 1)]).rounded(4), Some(3), "the average is rounded once too");
        assert_eq!(sum(&[]).rounded(1), Some(0));
        assert_eq!(sum(&[(1, 1, 1)]).rounded(0), None);
        assert_eq!(sum(&[(i64::MAX, 1, 1), (1, 1, 1)]).rounded(1), None, "more than an amount can be");
        assert_eq!(sum(&[(i64::MAX, 1, 1), (1, 1, 1), (-1, 1, 1)]).rounded(1), Some(i64::MAX));
    }

    #[test]
    fn a_sum_over_ten_years_of_days_is_exact() {
        // n/(n(n+1)) = 1/n - 1/(n+1): a million times all of them is 10^6 (1 - 1/3651), 999726.1.
        let terms: Vec<_> = (1..=3_650_u128).map(|n| (1_000_000, 1, n * (n + 1))).collect();
        assert_eq!(sum(&terms).rounded(1), Some(999_726));
    }
}
