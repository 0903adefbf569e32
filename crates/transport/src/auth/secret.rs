//! The shared secret of HS256.

use std::{fmt, str::FromStr};

use super::key::KeyError;

/// A secret that signs and verifies HS256 tokens. Its text is taken as it stands, and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The fewest bytes that a secret may have: the size of the hash (RFC 7518, 3.2).
    pub const SHORTEST: usize = 32;

    /// A secret of this text.
    ///
    /// # Errors
    /// When it is too short, or is a PEM: whoever has a public key could sign with that.
    pub fn new(text: impl Into<String>) -> Result<Self, KeyError> {
        let text = text.into();
        if text.len() < Self::SHORTEST {
            return Err(KeyError::SecretTooShort);
        }
        if text.contains("-----BEGIN") {
            return Err(KeyError::SecretIsPem);
        }
        Ok(Self(text))
    }

    pub(super) const fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl FromStr for Secret {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_at_least_as_many_bytes_as_the_hash() {
        assert_eq!(Secret::new("x".repeat(31)).unwrap_err().to_string(), "the secret has fewer than 32 bytes");
        assert!(Secret::new("x".repeat(32)).is_ok());
    }

    #[test]
    fn a_public_key_is_no_secret() {
        let pem = include_str!("testdata/rsa.public.pem");
        assert!(matches!(pem.parse::<Secret>(), Err(KeyError::SecretIsPem)));
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("correct horse battery staple, or so").unwrap();
        assert!(!format!("{secret:?}").contains("horse"));
    }
}
