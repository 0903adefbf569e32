//! The clock: UTC, cut to microseconds, turned by hand in tests.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// Tells the time to every service. Clones share one dial.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Virtual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until it is moved.
    #[must_use]
    pub fn standing_at(start: DateTime<Utc>) -> Self {
        Self(Source::Virtual(Arc::new(AtomicI64::new(start.timestamp_micros()))))
    }

    /// Now, in UTC. Cut to microseconds here, because MySQL would round and MariaDB truncate what is finer.
    #[must_use]
    pub fn now(&self) -> NaiveDateTime {
        let micros = match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
            Source::System => Utc::now().timestamp_micros(),
            Source::Virtual(micros) => micros.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc()
    }

    /// Moves a virtual clock on. The machine's clock stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let (Source::Virtual(micros), Some(by)) = (&self.0, by.num_microseconds()) {
            micros.fetch_add(by, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_virtual_clock_moves_only_by_hand() {
        let clock = Clock::standing_at(DateTime::UNIX_EPOCH);
        let same = clock.clone();
        same.advance(TimeDelta::microseconds(1_500_000));
        assert_eq!(clock.now().to_string(), "1970-01-01 00:00:01.500");
    }

    #[test]
    fn the_system_clock_is_cut_to_microseconds() {
        assert_eq!(Clock::system().now().and_utc().timestamp_subsec_nanos() % 1_000, 0);
    }
}
