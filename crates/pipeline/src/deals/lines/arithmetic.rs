//! What a line costs, exactly: in whole minor units, with one rounding.
//!
//! A payment of a line is quantity × unit price less the discount. It is rounded to the minor unit, half up, and nothing
//! else is: a line's total is so many payments, a deal's amount the sum of its lines' totals. What is shown therefore adds
//! up, and what is paid each month is what was told.

use crate::products::Billing;

/// The largest amount: what `MinorUnits` holds.
const LARGEST: i64 = (1 << 53) - 1;

/// A discount of everything, in hundredths of a percent.
pub(crate) const WHOLE: u32 = 10_000;

/// What is paid each time: `None` when it is more than can be kept.
pub(crate) fn payment(quantity: u32, unit_price: i64, discount: u32) -> Option<i64> {
    let kept = i128::from(WHOLE.checked_sub(discount)?);
    // At most 2^32 × 2^63 × 10^4, far below 2^127.
    let exact = i128::from(quantity) * i128::from(unit_price) * kept;
    let whole = i128::from(WHOLE);
    i64::try_from((exact + whole / 2).div_euclid(whole)).ok().filter(|payment| *payment <= LARGEST)
}

/// So many payments: `None` when it is more than can be kept.
pub(crate) fn times(payment: i64, payments: u32) -> Option<i64> {
    payment.checked_mul(i64::from(payments)).filter(|total| *total <= LARGEST)
}

/// Two amounts together: `None` when it is more than can be kept.
pub(crate) fn plus(one: i64, other: i64) -> Option<i64> {
    one.checked_add(other).filter(|sum| (-LARGEST..=LARGEST).contains(sum))
}

/// How many payments a year has.
pub(crate) const fn payments_a_year(billing: Billing) -> u32 {
    match billing {
        Billing::OneOff => 0,
        Billing::Monthly => 12,
        Billing::Quarterly => 4,
        Billing::Yearly => 1,
    }
}

/// What comes in a month of what comes in a year: a twelfth, rounded half up.
pub(crate) fn a_month(of_year: i64) -> i64 {
    let exact = i128::from(of_year);
    i64::try_from((exact + 6).div_euclid(12)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_rounded_once_and_half_up() {
        assert_eq!(payment(3, 333, 0), Some(999));
        assert_eq!(payment(1, 999, 5_000), Some(500), "499.5");
        assert_eq!(payment(1, 333, 3_333), Some(222), "222.0111");
        assert_eq!(payment(7, 1, 1_250), Some(6), "6.125; piece by piece it would be 7");
        assert_eq!(payment(1, 5, WHOLE), Some(0));
    }

    #[test]
    fn what_is_too_much_is_none() {
        assert_eq!(payment(2, i64::MAX, 0), None);
        assert_eq!(payment(u32::MAX, i64::MAX, 9_999), None);
        assert_eq!(payment(1, 1, WHOLE + 1), None);
        assert_eq!(times(i64::MAX, 2), None);
        assert_eq!(payment(1, LARGEST, 0), Some(LARGEST), "no fraction on the way");
        assert_eq!([plus(LARGEST, 1), plus(LARGEST, -1)], [None, Some(LARGEST - 1)]);
    }

    #[test]
    fn a_month_is_a_twelfth() {
        assert_eq!([a_month(12), a_month(17), a_month(18), a_month(0)], [1, 1, 2, 0]);
    }
}
