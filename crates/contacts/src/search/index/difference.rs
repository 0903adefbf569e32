//! What a change of some records changes in the index.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rapport_search_words::Place;
use uuid::Uuid;

use super::sources::{Entries, Entry};

/// An entry of the index: place, word and record, in the order of its key.
pub(super) type Posting = (u8, String, Uuid);

/// What changes.
#[derive(Debug, Default)]
pub(super) struct Difference {
    /// The records whose words or owner are not what they were.
    pub(super) changed: BTreeSet<Uuid>,
    /// What is no more to be found.
    pub(super) removed: BTreeSet<Posting>,
    /// What is to be found from now on, each with the owner of the record.
    pub(super) added: BTreeMap<Posting, Option<Uuid>>,
    /// The words that names have won.
    pub(super) named: BTreeSet<String>,
    /// The words that names have lost.
    pub(super) unnamed: BTreeSet<String>,
}

impl Difference {
    pub(super) fn between(old: &Entries, new: &Entries) -> Self {
        let mut difference = Self::default();
        let ids: BTreeSet<Uuid> = old.keys().chain(new.keys()).copied().collect();
        for id in ids {
            difference.record(id, old.get(&id), new.get(&id));
        }
        difference
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }

    fn record(&mut self, id: Uuid, old: Option<&Entry>, new: Option<&Entry>) {
        if old == new {
            return;
        }
        self.changed.insert(id);
        let same_owner = old.map(|old| old.owner) == new.map(|new| new.owner);
        let (before, after) = (postings(old), postings(new));
        let stays = |posting: &(Place, &str), others: &HashSet<(Place, &str)>| same_owner && others.contains(posting);
        for posting in before.iter().filter(|posting| !stays(posting, &after)) {
            self.removed.insert((posting.0.code(), posting.1.to_owned(), id));
        }
        let owner = new.and_then(|new| new.owner);
        for posting in after.iter().filter(|posting| !stays(posting, &before)) {
            self.added.insert((posting.0.code(), posting.1.to_owned(), id), owner);
        }
        let (before, after) = (names(old), names(new));
        self.named.extend(after.difference(&before).map(|word| (*word).to_owned()));
        self.unnamed.extend(before.difference(&after).map(|word| (*word).to_owned()));
    }
}

fn postings(entry: Option<&Entry>) -> HashSet<(Place, &str)> {
    entry.into_iter().flat_map(|entry| entry.words.postings()).collect()
}

fn names(entry: Option<&Entry>) -> BTreeSet<&str> {
    entry.into_iter().flat_map(|entry| entry.words.names()).collect()
}
