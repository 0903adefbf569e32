//! API keys: how they are written, and what the doors ask of whoever keeps them.
//!
//! A key is `rk_`, eight bytes by which it is found, `_`, and the 32 bytes that nobody can guess, both in hexadecimal:
//! always as long, so that a leaked one is found by a pattern, and marked whole by a double click.

use std::{fmt::Write, pin::Pin};

use chrono::NaiveDateTime;
use uuid::Uuid;

use crate::{actor::Actor, error::ApiResult};

/// How every key begins.
pub const MARK: &str = "rk_";
/// How many characters of a key are public: the mark and the hexadecimal digits behind it.
const PUBLIC: usize = 3 + 16;
/// How many characters a key has.
const LENGTH: usize = PUBLIC + 1 + 64;

/// Writes a key.
#[must_use]
pub fn write(public: [u8; 8], secret: [u8; 32]) -> String {
    let mut text = String::with_capacity(LENGTH);
    text.push_str(MARK);
    let hexadecimal = |bytes: &[u8], text: &mut String| {
        for byte in bytes {
            // Writing to a text does not fail.
            let _ = write!(text, "{byte:02x}");
        }
    };
    hexadecimal(&public, &mut text);
    text.push('_');
    hexadecimal(&secret, &mut text);
    text
}

/// The public part of a key, with the mark; `None` for what is no key.
#[must_use]
pub fn public_part(text: &str) -> Option<&str> {
    let (public, secret) = text.split_at_checked(PUBLIC)?;
    let digits = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_key =
        text.len() == LENGTH && digits(public.strip_prefix(MARK)?) && digits(secret.strip_prefix('_').unwrap_or("?"));
    is_key.then_some(public)
}

/// A key as it is kept.
#[derive(Clone, Debug)]
pub struct KnownKey {
    /// The id of the key.
    pub id: Uuid,
    /// SHA-256 of the whole key.
    pub hash: [u8; 32],
    /// Who acts by it, and what they may.
    pub actor: Actor,
    /// From this moment it counts no more.
    pub expires_at: Option<NaiveDateTime>,
    /// Whether it was called back.
    pub is_revoked: bool,
    /// When it was last used, to a minute.
    pub last_used_at: Option<NaiveDateTime>,
}

impl KnownKey {
    /// Whether the key counts at this moment.
    #[must_use]
    pub fn is_live(&self, now: NaiveDateTime) -> bool {
        !self.is_revoked && self.expires_at.is_none_or(|expires_at| now < expires_at)
    }
}

/// The answer to a search for a key.
pub type Finding<'a> = Pin<Box<dyn Future<Output = ApiResult<Option<KnownKey>>> + Send + 'a>>;

/// Whoever keeps the keys.
pub trait ApiKeys: Send + Sync + 'static {
    /// The key with this public part.
    fn find<'a>(&'a self, public: &'a str) -> Finding<'a>;

    /// Keeps that a key was used. Returns at once, whatever becomes of it.
    fn note_use(&self, key: Uuid, at: NaiveDateTime);

    /// Grows whenever this process has called a key back: what was found before is not to be believed.
    fn revision(&self) -> u64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_its_beginning() {
        let text = write([1; 8], [0xab; 32]);
        assert_eq!(text.len(), LENGTH);
        assert_eq!(public_part(&text), Some("rk_0101010101010101"));
    }

    #[test]
    fn what_is_no_key_has_no_public_part() {
        let good = write([1; 8], [0xab; 32]);
        let last = good.len() - 1;
        for text in [
            "",
            "rk_",
            &good[1..],
            &good[..last],
            &format!("{good}0"),
            &format!("{}A", &good[..last]),
            &good.replace("_a", "-a"),
            &good.replace("rk_", "xk_"),
            &"\u{1F984}".repeat(21),
        ] {
            assert_eq!(public_part(text), None, "{text}");
        }
    }

    #[test]
    fn a_key_counts_until_it_expires_or_is_called_back() {
        let at = |seconds| chrono::DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
        let key = KnownKey {
            id: Uuid::nil(),
            hash: [0; 32],
            actor: Actor::demo(crate::Role::Rep),
            expires_at: Some(at(10)),
            is_revoked: false,
            last_used_at: None,
        };
        assert!(key.is_live(at(9)) && !key.is_live(at(10)));
        assert!(!KnownKey { is_revoked: true, ..key.clone() }.is_live(at(9)));
        assert!(KnownKey { expires_at: None, ..key }.is_live(at(1_000_000)));
    }
}
