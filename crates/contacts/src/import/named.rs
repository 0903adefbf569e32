//! Which record a word in a file means.

use std::collections::HashMap;

/// What words mean: the key of a record, or the name of one alone.
#[derive(Clone, Debug)]
pub struct Named<T> {
    keys: HashMap<String, T>,
    names: HashMap<String, Option<T>>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { keys: HashMap::new(), names: HashMap::new() }
    }
}

impl<T: Copy + PartialEq> Named<T> {
    /// Adds a record by its key.
    pub fn by_key(&mut self, key: String, record: T) {
        self.keys.insert(key, record);
    }

    /// Adds a record by its name, whatever the name's case. Of two records of one name none is meant by it.
    pub fn by_name(&mut self, name: &str, record: T) {
        let known = self.names.entry(name.to_lowercase()).or_insert(Some(record));
        if *known != Some(record) {
            *known = None;
        }
    }

    /// The record that a word means.
    ///
    /// # Errors
    /// What is wrong, for people.
    pub fn get(&self, word: &str) -> Result<T, &'static str> {
        let lower = word.to_lowercase();
        if let Some(record) = self.keys.get(word).or_else(|| self.keys.get(&lower)) {
            return Ok(*record);
        }
        match self.names.get(&lower) {
            Some(Some(record)) => Ok(*record),
            Some(None) => Err("Several have this name: say which one by its key."),
            None => Err("Nothing is known by this key or name."),
        }
    }

    /// Whether a record has this key.
    #[must_use]
    pub fn has_key(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    /// Adds what others know.
    pub fn extend(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.names.extend(other.names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_before_a_name_and_two_of_one_name_are_nobody() {
        let mut known = Named::default();
        known.by_key("acme".to_owned(), 1);
        known.by_name("Acme", 2);
        known.by_name("Initech", 3);
        known.by_name("Globex", 4);
        known.by_name("globex", 5);
        known.by_name("Initech", 3);
        assert_eq!((known.get("acme"), known.get("ACME"), known.get("initech")), (Ok(1), Ok(1), Ok(3)));
        assert!(known.get("Globex").is_err() && known.get("nobody").is_err());
    }
}
