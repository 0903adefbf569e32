//! The key itself: made once, shown once, and kept as a hash.

use rand::Rng;
use rapport_kernel::api_key;
use sha2::{Digest, Sha256};

/// A new key.
pub(crate) struct Secret {
    /// All of it.
    text: String,
    /// What may be seen of it.
    pub(crate) prefix: String,
    /// What is kept of it.
    pub(crate) hash: Vec<u8>,
}

impl Secret {
    /// A key that nobody has seen.
    pub(crate) fn new() -> Self {
        let mut chance = rand::rng();
        let text = api_key::write(chance.random(), chance.random());
        let prefix = api_key::public_part(&text).unwrap_or_default().to_owned();
        Self { hash: Sha256::digest(&text).to_vec(), text, prefix }
    }

    /// The key, for whom it was made. A request that was sent again finds the key of the first, which is not this one.
    pub(crate) fn shown_for(self, prefix: &str) -> Option<String> {
        (self.prefix == prefix).then_some(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_keys_are_alike_and_only_one_is_shown() {
        let (one, other) = (Secret::new(), Secret::new());
        assert_eq!(one.prefix.len(), 19);
        assert!(one.prefix != other.prefix && one.hash != other.hash);
        assert_eq!(one.hash, Sha256::digest(&one.text).to_vec());
        let (prefix, text) = (other.prefix.clone(), other.text.clone());
        assert_eq!(one.shown_for(&prefix), None);
        assert_eq!(other.shown_for(&prefix), Some(text));
    }
}
