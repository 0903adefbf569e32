//! The keys that tokens are verified with.

use std::{fmt, path::PathBuf};

use jsonwebtoken::{AlgorithmFamily, DecodingKey, crypto::rust_crypto::DEFAULT_PROVIDER};

use super::secret::Secret;

/// What a key may be for. A key is for one of them only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256 and a shared secret.
    Hs256,
    /// Ed25519.
    EdDsa,
    /// RSA PKCS #1 v1.5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    /// The name as it stands in a token's header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }

    pub(super) const fn to_jsonwebtoken(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::Hs256 => jsonwebtoken::Algorithm::HS256,
            Self::EdDsa => jsonwebtoken::Algorithm::EdDSA,
            Self::Rs256 => jsonwebtoken::Algorithm::RS256,
            Self::Es256 => jsonwebtoken::Algorithm::ES256,
        }
    }
}

/// What is wrong with a key of the configuration.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The server would refuse every token.
    #[error("there is no key to verify tokens with")]
    NoKeys,
    /// A token's `kid` would name two keys.
    #[error("two keys have the kid {0:?}")]
    SameKid(String),
    /// A secret that can be guessed.
    #[error("the secret has fewer than {} bytes", Secret::SHORTEST)]
    SecretTooShort,
    /// A secret that others may know.
    #[error("the secret is a PEM: a public key must not be used as a secret")]
    SecretIsPem,
    /// Not a `kid=path`.
    #[error("expected kid=path, for example 2026-01=/etc/rapport/2026-01.pem")]
    KidPath,
    /// The file cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The file's key cannot be used.
    #[error("{path}: {error}")]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with the key.
        error: Box<KeyError>,
    },
    /// A private key, which the server should not have.
    #[error("this is a private key: the server needs the public half only")]
    PrivateKey,
    /// Something else, such as a certificate.
    #[error("expected one PEM block PUBLIC KEY (or RSA PUBLIC KEY)")]
    NotAPublicKey,
    /// A well-formed block with a key that no offered algorithm uses.
    #[error("the key is neither a usable Ed25519 or P-256 key nor a usable RSA key of up to 4096 bits")]
    Unsupported,
    /// An RSA key that can be broken.
    #[error("the RSA key has {0} bits; at least {SMALLEST_RSA} are needed")]
    RsaTooSmall(usize),
}

/// The fewest bits of an RSA key (RFC 7518, 3.3).
pub(super) const SMALLEST_RSA: usize = 2048;
/// The most bits of an RSA key that the library verifies with.
pub(super) const LARGEST_RSA: usize = 4096;
/// The bytes of an Ed25519 public key (RFC 8032, 5.1.5).
const ED25519_BYTES: usize = 32;

/// A key, what it is for, and what tokens call it.
#[derive(Clone)]
pub struct Key {
    pub(super) kid: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) decoding: DecodingKey,
}

impl Key {
    /// A shared secret, for HS256.
    #[must_use]
    pub fn hs256(kid: Option<String>, secret: &Secret) -> Self {
        Self { kid, algorithm: Algorithm::Hs256, decoding: DecodingKey::from_secret(secret.as_bytes()) }
    }

    /// A public key in PEM: Ed25519 is for EdDSA, P-256 for ES256, RSA for RS256.
    ///
    /// # Errors
    /// When it is no public key, of another kind, or too weak.
    pub fn from_pem(kid: Option<String>, pem: &str) -> Result<Self, KeyError> {
        expect_public(pem)?;
        let read = DecodingKey::from_ed_pem(pem.as_bytes()).map(|key| (Algorithm::EdDsa, key));
        let (algorithm, decoding) = read
            .or_else(|_| DecodingKey::from_ec_pem(pem.as_bytes()).map(|key| (Algorithm::Es256, key)))
            .or_else(|_| DecodingKey::from_rsa_pem(pem.as_bytes()).map(|key| (Algorithm::Rs256, key)))
            .map_err(|_| KeyError::Unsupported)?;
        expect_strong(&decoding)?;
        Ok(Self { kid, algorithm, decoding })
    }

    /// What the key is for.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("kid", &self.kid).field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// The library reads private keys and certificates through the same door: only a single public key comes past here.
fn expect_public(pem: &str) -> Result<(), KeyError> {
    let mut labels = pem.lines().filter_map(|line| line.trim().strip_prefix("-----BEGIN "));
    match (labels.next(), labels.next()) {
        (Some("PUBLIC KEY-----" | "RSA PUBLIC KEY-----"), None) => Ok(()),
        (Some(label), _) if label.contains("PRIVATE KEY") => Err(KeyError::PrivateKey),
        _ => Err(KeyError::NotAPublicKey),
    }
}

/// Looks at the key itself, because the library does so only when it verifies, where it panics on a short Ed25519 key.
fn expect_strong(key: &DecodingKey) -> Result<(), KeyError> {
    let bytes = key.try_get_as_bytes().map_err(|_| KeyError::Unsupported)?;
    let fits = |algorithm| (DEFAULT_PROVIDER.verifier_factory)(&algorithm, key).is_ok();
    let usable = match key.family() {
        AlgorithmFamily::Ed => bytes.len() == ED25519_BYTES && fits(jsonwebtoken::Algorithm::EdDSA),
        // A key on another curve is no point on P-256.
        AlgorithmFamily::Ec => fits(jsonwebtoken::Algorithm::ES256),
        _ => true,
    };
    if !usable {
        return Err(KeyError::Unsupported);
    }
    if key.family() != AlgorithmFamily::Rsa {
        return Ok(());
    }
    let components = (DEFAULT_PROVIDER.key_utils.rsa_pub_components_from_public_key)(bytes);
    let (modulus, _) = components.map_err(|_| KeyError::Unsupported)?;
    match bits(&modulus) {
        bits if bits < SMALLEST_RSA => Err(KeyError::RsaTooSmall(bits)),
        _ => Ok(()),
    }
}

/// How many bits a big-endian number without leading zero bytes has.
pub(super) fn bits(number: &[u8]) -> usize {
    number.split_first().map_or(0, |(first, rest)| rest.len() * 8 + (0..8).filter(|shift| first >> shift != 0).count())
}
