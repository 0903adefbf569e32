//! Chance that is the same for the same seed.

use rand::{Rng, SeedableRng, rngs::StdRng};

/// What the requests are thrown with.
pub(crate) struct Dice(StdRng);

impl Dice {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number, both ends within.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        self.0.random_range(least..=most)
    }

    pub(crate) fn coin(&mut self) -> bool {
        self.0.random()
    }

    /// One of these.
    pub(crate) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.0.random_range(0..all.len())]
    }

    pub(crate) fn bytes(&mut self, many: usize) -> Vec<u8> {
        (0..many).map(|_| self.0.random()).collect()
    }

    /// Characters of tokens and cursors.
    pub(crate) fn word(&mut self, many: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        (0..many).map(|_| char::from(self.of(LETTERS))).collect()
    }
}
