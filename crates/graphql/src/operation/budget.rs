//! What an actor may ask for over time: a bucket of cost that leaks.
//!
//! An operation takes what it asks for out of the actor's bucket before it runs, and gives back what its lists did not
//! hold. The bucket fills again all the time. Each server keeps its own, in memory: an actor who is served by three has
//! three. Of more actors than are kept the one who asked least lately is forgotten, and starts with a full bucket.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::NaiveDateTime;
use quick_cache::sync::Cache;
use rapport_kernel::{Actor, Role};
use uuid::Uuid;

/// How fast an actor may go on asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The cost that a full bucket holds: how much may be asked for at once.
    pub burst: u64,
    /// The cost that comes back each second.
    pub restore: u64,
}

/// How many actors are kept. Each takes some hundred bytes.
const ACTORS: u64 = 50_000;
/// How many are expected: room is made for them at the start.
const EXPECTED: usize = 1_000;

/// The buckets of all actors.
pub struct Budget {
    rate: Rate,
    buckets: Cache<(Uuid, Role), Arc<Mutex<Bucket>>, quick_cache::UnitWeighter>,
}

struct Bucket {
    /// In millionths of a unit of cost: what comes back in a microsecond is a whole number of them.
    level: u128,
    at: NaiveDateTime,
}

/// What an operation has taken, to be settled once it is known what it used.
pub struct Taken {
    bucket: Arc<Mutex<Bucket>>,
    amount: u64,
}

const UNIT: u128 = 1_000_000;

impl Bucket {
    fn refill(&mut self, rate: Rate, now: NaiveDateTime) {
        // A clock that was set back fills nothing.
        let passed = now.signed_duration_since(self.at).num_microseconds().unwrap_or(0);
        let passed = u128::try_from(passed).unwrap_or(0);
        self.level =
            self.level.saturating_add(passed.saturating_mul(rate.restore.into())).min(u128::from(rate.burst) * UNIT);
        self.at = now;
    }

    fn available(&self) -> u64 {
        u64::try_from(self.level / UNIT).unwrap_or(u64::MAX)
    }
}

impl Budget {
    /// Full buckets for everybody.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self { rate, buckets: Cache::with_weighter(EXPECTED, ACTORS, quick_cache::UnitWeighter) }
    }

    pub(crate) const fn rate(&self) -> Rate {
        self.rate
    }

    /// Takes `cost` from the actor's bucket. What costs more than a whole bucket takes all of one.
    ///
    /// # Errors
    /// How long to wait until there is enough, and what there is now.
    pub fn take(&self, actor: &Actor, cost: u64, now: NaiveDateTime) -> Result<Taken, (Duration, u64)> {
        let full = || {
            let level = u128::from(self.rate.burst) * UNIT;
            Ok::<_, std::convert::Infallible>(Arc::new(Mutex::new(Bucket { level, at: now })))
        };
        let bucket = match self.buckets.get_or_insert_with(&(actor.user, actor.role), full) {
            Ok(bucket) => bucket,
            Err(never) => match never {},
        };
        let amount = cost.min(self.rate.burst);
        let wanted = u128::from(amount) * UNIT;
        {
            let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
            bucket.refill(self.rate, now);
            if bucket.level < wanted {
                let micros = (wanted - bucket.level).div_ceil(u128::from(self.rate.restore.max(1)));
                let wait = Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX));
                return Err((wait, bucket.available()));
            }
            bucket.level -= wanted;
        }
        Ok(Taken { bucket, amount })
    }

    /// Gives back what was not used, and tells what there is then.
    pub(crate) fn settle(&self, taken: &Taken, used: u64, now: NaiveDateTime) -> u64 {
        let mut bucket = taken.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.level = bucket.level.saturating_add(u128::from(taken.amount.saturating_sub(used)) * UNIT);
        bucket.refill(self.rate, now);
        bucket.available()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, Utc};

    use super::*;

    #[test]
    fn a_bucket_runs_dry_and_fills_again() {
        let budget = Budget::new(Rate { burst: 100, restore: 10 });
        let actor = Actor::demo(Role::Rep);
        let now = chrono::DateTime::<Utc>::from_timestamp(0, 0).unwrap().naive_utc();
        let taken = budget.take(&actor, 80, now).ok().unwrap();
        let (wait, available) = budget.take(&actor, 50, now).err().unwrap();
        assert_eq!((wait, available), (Duration::from_secs(3), 20));
        assert!(budget.take(&Actor::demo(Role::Admin), 100, now).is_ok(), "each has a bucket of their own");
        assert_eq!(budget.settle(&taken, 50, now), 50, "what was not used comes back");
        assert!(budget.take(&actor, 50, now).is_ok());
        assert!(budget.take(&actor, 1, now).is_err());
        assert!(budget.take(&actor, 10, now + TimeDelta::seconds(1)).is_ok());
        assert!(budget.take(&actor, 1, now).is_err(), "a clock that goes back fills nothing");
        assert!(budget.take(&actor, 1_000, now + TimeDelta::seconds(60)).is_ok(), "the dearest takes a whole bucket");
        assert!(budget.take(&actor, 1, now + TimeDelta::seconds(60)).is_err());
    }
}
