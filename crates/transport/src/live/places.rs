//! How many sockets and event streams each actor has open on this server.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use rapport_kernel::{Actor, Role};
use uuid::Uuid;

type Taken = Arc<Mutex<HashMap<(Uuid, Role), usize>>>;

/// The places of all actors. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Places(Taken);

/// One place, given back when it is dropped.
pub(crate) struct Place {
    taken: Taken,
    of: (Uuid, Role),
}

impl Places {
    /// How many places are taken.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// Takes a place, unless the actor has `most` already.
    pub(crate) fn take(&self, actor: &Actor, most: usize) -> Option<Place> {
        let of = (actor.user, actor.role);
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(of).or_default();
        if *count >= most {
            return None;
        }
        *count = count.saturating_add(1);
        drop(taken);
        Some(Place { taken: Arc::clone(&self.0), of })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.of) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.remove(&self.of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_has_so_many_places_and_gets_them_back() {
        let places = Places::default();
        let (rep, admin) = (Actor::demo(Role::Rep), Actor::demo(Role::Admin));
        let first = places.take(&rep, 2).unwrap();
        let _second = places.take(&rep, 2).unwrap();
        assert!(places.take(&rep, 2).is_none());
        assert!(places.take(&admin, 2).is_some(), "everybody has their own");
        drop(first);
        assert!(places.take(&rep, 2).is_some());
        assert_eq!(places.0.lock().unwrap().len(), 1, "who has nothing open takes no memory");
    }
}
