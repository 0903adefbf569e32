//! The five years that the demo data tells of, and ids made from their moments.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime};
use uuid::Uuid;

use crate::dice::{Dice, Topic};

/// A day in microseconds.
pub(crate) const DAY: u64 = 86_400_000_000;
/// An hour in microseconds.
pub(crate) const HOUR: u64 = DAY / 24;
const SECOND: u64 = 1_000_000;
/// How far the data goes back.
const SPAN: u64 = 1_826 * DAY;
/// How many records in a row an import may have brought at once.
const BLOCK: u64 = 64;

/// Microseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) u64);

impl Moment {
    pub(crate) fn datetime(self) -> NaiveDateTime {
        let micros = i64::try_from(self.0).unwrap_or(i64::MAX);
        DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc()
    }

    /// The day so many days before.
    pub(crate) fn days_before(self, days: u64) -> NaiveDate {
        let day = self.datetime().date();
        day.checked_sub_days(Days::new(days)).unwrap_or(day)
    }

    /// Between this moment and a later one, most often soon after this.
    pub(crate) fn soon_after(self, until: Self, dice: &mut Dice) -> Self {
        Self(self.0 + squared(until.0.saturating_sub(self.0), dice))
    }

    /// Between this moment and a later one, most often close to that one.
    pub(crate) fn late_before(self, until: Self, dice: &mut Dice) -> Self {
        Self(until.0 - squared(until.0.saturating_sub(self.0), dice))
    }

    /// At most `by` later, and never after `limit`.
    pub(crate) fn later(self, by: u64, limit: Self, dice: &mut Dice) -> Self {
        Self(self.0 + dice.below(by)).min(limit).max(self)
    }
}

/// A part of `span` that is more often small than large: the square of an even throw.
fn squared(span: u64, dice: &mut Dice) -> u64 {
    let throw = u128::from(dice.below(1 << 32));
    u64::try_from((u128::from(span) * throw * throw) >> 64).unwrap_or(0)
}

/// From five years ago until now.
#[derive(Clone, Copy)]
pub(crate) struct Timeline {
    seed: u64,
    start: Moment,
    pub(crate) now: Moment,
}

impl Timeline {
    pub(crate) fn new(seed: u64, now: NaiveDateTime) -> Self {
        let now = u64::try_from(now.and_utc().timestamp_micros()).unwrap_or(0);
        Self { seed, start: Moment(now.saturating_sub(SPAN)), now: Moment(now) }
    }

    pub(crate) const fn start(&self) -> Moment {
        self.start
    }

    /// When record `n` of `total` was made: never before record `n - 1`, and at the same moment where both were imported.
    /// The stream grows steadily: three quarters of the records fall into the second half of the time.
    pub(crate) fn created_at(&self, n: u64, total: u64) -> Moment {
        let first_of_block = n - n % BLOCK;
        let mut imports = Dice::new(self.seed, Topic::Imports, first_of_block);
        // A quarter of the blocks begin with an import.
        let imported = if imports.percent(25) { imports.between(4, BLOCK) } else { 0 };
        if n - first_of_block < imported {
            // A job's stamp has no fraction of a second. Cut down, it could fall before the record before it; rounded up, it
            // could fall after the next one, which therefore takes the later of the two.
            return self.round_up(self.grown(first_of_block, total));
        }
        self.grown(n, total).max(self.round_up(self.grown(first_of_block, total)))
    }

    /// The moment in the slot of record `n`: the inverse of a quadratic growth.
    fn grown(&self, n: u64, total: u64) -> Moment {
        let jitter = Dice::new(self.seed, Topic::Imports, (1 << 40) | n).below(1 << 32);
        let share = ((((u128::from(n) << 32) | u128::from(jitter)) << 60) / u128::from(total.max(1))).isqrt();
        let offset = (u128::from(self.now.0 - self.start.0) * share) >> 46;
        Moment(self.start.0 + u64::try_from(offset).unwrap_or(0)).min(self.now)
    }

    fn round_up(&self, moment: Moment) -> Moment {
        Moment(moment.0.div_ceil(SECOND) * SECOND).min(self.now)
    }
}

/// A UUIDv7 (RFC 9562, 5.7) of this moment: milliseconds, the rest of the moment in `rand_a`, then a counter of 34 bits
/// and 28 random bits. So ids of one table sort as their records were made, and those of one moment by the counter.
pub(crate) fn id_at(moment: Moment, counter: u64, dice: &mut Dice) -> Uuid {
    let millis = u128::from(moment.0 / 1_000) & 0xffff_ffff_ffff;
    let rest = u128::from(moment.0 % 1_000 * 4_096 / 1_000);
    let counter = u128::from(counter & 0x3_ffff_ffff);
    let random = u128::from(dice.bits() >> 36);
    Uuid::from_u128(millis << 80 | 7 << 76 | rest << 64 | 0b10 << 62 | counter << 28 | random)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline() -> Timeline {
        Timeline::new(7, DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap().naive_utc())
    }

    #[test]
    fn records_are_made_in_order_with_ties_up_to_now() {
        let timeline = timeline();
        let moments: Vec<_> = (0..5_000).map(|n| timeline.created_at(n, 5_000)).collect();
        assert!(moments.is_sorted());
        let ties = moments.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert!((300..1_500).contains(&ties), "{ties}");
        assert!(moments[0] >= timeline.start() && moments[4_999] <= timeline.now);
        assert!(timeline.now.0 - moments[4_999].0 < 30 * DAY);
        assert!(moments[1_250].0 - timeline.start().0 > 800 * DAY);
    }

    #[test]
    fn ids_are_version_7_and_sort_as_made() {
        let mut dice = Dice::new(1, Topic::Contact, 1);
        let mut ids = Vec::new();
        for micros in [0, 1, 999, 1_000, 1_790_000_000_123_456] {
            for counter in [0, 1, 4_000_000_000] {
                ids.push(id_at(Moment(micros), counter, &mut dice));
            }
        }
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122));
    }

    #[test]
    fn moments_stay_in_their_bounds() {
        let mut dice = Dice::new(1, Topic::Contact, 1);
        let (from, until) = (Moment(1_000), Moment(1_000_000));
        for _ in 0..1_000 {
            for moment in [from.soon_after(until, &mut dice), from.late_before(until, &mut dice)] {
                assert!(from <= moment && moment <= until);
            }
            assert!(from.later(DAY, until, &mut dice) <= until);
        }
    }
}
