//! Randomness that is the same everywhere and always.
//!
//! The numbers come from ChaCha with 8 rounds, whose output is fixed by its specification; what is made of them here
//! takes integers alone. So neither a newer `rand` nor another machine's floating point changes a row.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

/// What is thrown for. Each has streams of its own, so that more throws for one change nothing of another.
#[derive(Clone, Copy)]
pub(crate) enum Topic {
    Users,
    Teams,
    Tags,
    Company,
    Contact,
    Reach,
    Affiliations,
    Interactions,
    InteractionCounts,
    Imports,
    Event,
    Profile,
    Firm,
    CustomerEventTypes,
    CustomerEvents,
    Sentiments,
    Pipelines,
    Deals,
    Tasks,
    Leads,
    Promises,
    Exchange,
    Quotas,
}

impl Topic {
    const fn number(self) -> u64 {
        match self {
            Self::Users => 1,
            Self::Teams => 2,
            Self::Tags => 3,
            Self::Company => 4,
            Self::Contact => 5,
            Self::Reach => 6,
            Self::Affiliations => 7,
            Self::Interactions => 8,
            Self::InteractionCounts => 9,
            Self::Imports => 10,
            Self::Event => 11,
            Self::Profile => 12,
            Self::Firm => 13,
            Self::CustomerEventTypes => 14,
            Self::CustomerEvents => 15,
            Self::Sentiments => 16,
            Self::Pipelines => 17,
            Self::Deals => 18,
            Self::Tasks => 19,
            Self::Leads => 20,
            Self::Promises => 21,
            Self::Exchange => 22,
            Self::Quotas => 23,
        }
    }
}

/// One stream of throws.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of the record `index` of a topic.
    pub(crate) fn new(seed: u64, topic: Topic, index: u64) -> Self {
        let mut key = [0; 32];
        let words = [seed, topic.number(), index].map(u64::to_le_bytes);
        for (to, from) in key.iter_mut().zip(words.iter().flatten()) {
            *to = *from;
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// 0 up to but without `end`; 0 when `end` is 0. The bias, below `end` in 2^64, is nothing here.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        let product = u128::from(self.bits()) * u128::from(end);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// Both ends included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True this often in a hundred.
    pub(crate) fn percent(&mut self, often: u64) -> bool {
        self.below(100) < often
    }

    /// A place in a list of this length.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        to_usize(self.below(to_u64(length)))
    }

    /// One of them; the default when there is none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        list.get(self.place(list.len())).copied().unwrap_or_default()
    }

    /// `what()`, or this often in a hundred nothing.
    pub(crate) fn or_none<T>(&mut self, none: u64, what: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.percent(none) { None } else { Some(what(self)) }
    }

    /// A pattern with each `#` replaced by a digit.
    pub(crate) fn digits(&mut self, pattern: &str) -> String {
        let digit = |dice: &mut Self| char::from(b'0' + u8::try_from(dice.below(10)).unwrap_or(0));
        pattern.chars().map(|c| if c == '#' { digit(self) } else { c }).collect()
    }
}

/// A choice among places 0, 1, 2.. that do not all have the same chance.
pub(crate) struct Weights(Vec<u64>);

impl Weights {
    /// Chances in proportion to these.
    pub(crate) fn new(weights: impl IntoIterator<Item = u64>) -> Self {
        let sums = weights.into_iter().scan(0, |sum: &mut u64, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self(sums.collect())
    }

    /// Zipf's law: the second half as often as the first, the third a third as often.
    pub(crate) fn zipf(length: usize) -> Self {
        Self::new((1..=to_u64(length)).map(|rank| 1_000_000_000 / rank))
    }

    /// A place.
    pub(crate) fn place(&self, dice: &mut Dice) -> usize {
        let thrown = dice.below(self.0.last().copied().unwrap_or(0));
        self.0.partition_point(|sum| *sum <= thrown)
    }

    /// The one at a place that is thrown.
    pub(crate) fn pick<T: Copy + Default>(&self, dice: &mut Dice, list: &[T]) -> T {
        list.get(self.place(dice)).copied().unwrap_or_default()
    }
}

/// The length of a list as a number to reckon with.
pub(crate) fn to_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn to_usize(place: u64) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_pinned() {
        let mut dice = Dice::new(42, Topic::Contact, 7);
        // Other numbers here mean other demo data everywhere.
        assert_eq!([dice.bits(), dice.below(1_000), dice.between(3, 4)], [98_859_230_870_300_462, 929, 4]);
    }

    #[test]
    fn streams_differ_by_each_part() {
        let first = |seed, topic, index| Dice::new(seed, topic, index).bits();
        let base = first(1, Topic::Contact, 1);
        assert_ne!(base, first(2, Topic::Contact, 1));
        assert_ne!(base, first(1, Topic::Company, 1));
        assert_ne!(base, first(1, Topic::Contact, 2));
    }

    #[test]
    fn zipf_is_skewed_and_stays_inside() {
        let (zipf, mut dice) = (Weights::zipf(10), Dice::new(1, Topic::Tags, 0));
        let mut counts = [0_u32; 10];
        for _ in 0..10_000 {
            counts[zipf.place(&mut dice)] += 1;
        }
        // 1 / H(10) is 34 %, and a tenth of that.
        assert!((3_200..3_650).contains(&counts[0]) && (250..450).contains(&counts[9]), "{counts:?}");
        assert_eq!(Weights::zipf(0).pick::<u8>(&mut dice, &[]), 0);
    }
}
