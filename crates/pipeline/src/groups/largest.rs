//! The groups that are shown, and what they are called.

use std::{cmp::Reverse, collections::BTreeMap};

use rapport_kernel::id::encode_global;
use uuid::Uuid;

/// How many groups are shown at most.
pub(crate) const MOST_GROUPS: usize = 500;

/// Deals that were counted together.
pub(crate) trait Tally {
    /// The group that they are in; none for those without.
    fn group(&self) -> Option<&str>;

    /// How many they are.
    fn deals(&self) -> i64;
}

/// A group's key, and what was counted in it.
type Part<'a, T> = (Option<&'a str>, Vec<&'a T>);

/// The groups, the largest first, those by time in its order, and how many are left out.
pub(crate) fn largest<T: Tally>(tallies: &[T], is_time: bool) -> (Vec<Part<'_, T>>, usize) {
    let mut parts: BTreeMap<Option<&str>, Vec<&T>> = BTreeMap::new();
    for tally in tallies {
        parts.entry(tally.group()).or_default().push(tally);
    }
    let mut parts: Vec<_> = parts.into_iter().collect();
    if !is_time {
        // Of two of one size the first by key comes first: the sort leaves equals as they stand.
        parts.sort_by_key(|(_, tallies)| Reverse(tallies.iter().map(|tally| tally.deals()).sum::<i64>()));
    }
    let left_out = parts.len().saturating_sub(MOST_GROUPS);
    parts.truncate(MOST_GROUPS);
    (parts, left_out)
}

/// What a group is called, and the record that it is of where such groups are those of a type of records.
pub(crate) fn named(key: Option<&str>, of: Option<&str>) -> (Option<String>, Option<Uuid>) {
    let record = of.and_then(|of| Some((of, Uuid::try_parse(key?).ok()?)));
    let called = record.map(|(of, uuid)| encode_global(of, uuid)).or(key.map(str::to_owned));
    (called, record.map(|(_, uuid)| uuid))
}
