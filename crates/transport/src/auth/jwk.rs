//! A public key as issuers publish it (RFC 7517): only what a token may be signed with here, and nothing weak.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, crypto::rust_crypto::DEFAULT_PROVIDER};
use serde::{Deserialize, de::IgnoredAny};

use super::key::{Algorithm, Key, LARGEST_RSA, SMALLEST_RSA, bits};

/// The bytes of a coordinate on P-256, and of an Ed25519 public key.
const COORDINATE: usize = 32;

/// What is read of a key.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    /// The private half, which nobody should publish: whoever has read it can sign.
    d: Option<IgnoredAny>,
}

/// The keys of a set (`{"keys": [..]}`) that tokens may be signed with, the first of each `kid`. Others are passed over: a
/// set may hold keys of other kinds and uses. `None` for what is no set.
pub(super) fn keys_of_set(text: &[u8]) -> Option<Vec<Key>> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<serde_json::Value>,
    }
    let set: Set = serde_json::from_slice(text).ok()?;
    let mut keys: Vec<Key> = Vec::new();
    for key in set.keys.into_iter().filter_map(|value| usable(serde_json::from_value(value).ok()?)) {
        if key.kid.is_none() || !keys.iter().any(|known| known.kid == key.kid) {
            keys.push(key);
        }
    }
    Some(keys)
}

/// The key, if tokens may be signed with it. What it is for is decided by what it is: a secret (`oct`) is never among them.
fn usable(jwk: Jwk) -> Option<Key> {
    let is_for_signatures = jwk.usage.as_deref().is_none_or(|usage| usage == "sig")
        && jwk.key_ops.as_ref().is_none_or(|uses| uses.iter().any(|one| one == "verify"));
    if !is_for_signatures || jwk.d.is_some() {
        return None;
    }
    let (algorithm, decoding) = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("RSA", _) => (Algorithm::Rs256, rsa(&jwk.n?, &jwk.e?)?),
        ("EC", Some("P-256")) => (Algorithm::Es256, p256(&jwk.x?, &jwk.y?)?),
        ("OKP", Some("Ed25519")) => (Algorithm::EdDsa, ed25519(&jwk.x?)?),
        _ => return None,
    };
    if jwk.alg.is_some_and(|named| named != algorithm.as_str()) {
        return None;
    }
    // A point that is not on its curve, an exponent that is none.
    (DEFAULT_PROVIDER.verifier_factory)(&algorithm.to_jsonwebtoken(), &decoding).ok()?;
    Some(Key { kid: jwk.kid, algorithm, decoding })
}

fn rsa(modulus: &str, exponent: &str) -> Option<DecodingKey> {
    let number = URL_SAFE_NO_PAD.decode(modulus).ok()?;
    let first = number.iter().position(|byte| *byte != 0)?;
    let size = bits(number.get(first..)?);
    if !(SMALLEST_RSA..=LARGEST_RSA).contains(&size) {
        return None;
    }
    DecodingKey::from_rsa_components(modulus, exponent).ok()
}

fn p256(x: &str, y: &str) -> Option<DecodingKey> {
    if has_bytes(x, COORDINATE) && has_bytes(y, COORDINATE) { DecodingKey::from_ec_components(x, y).ok() } else { None }
}

fn ed25519(x: &str) -> Option<DecodingKey> {
    // The library panics on a shorter one.
    if has_bytes(x, COORDINATE) { DecodingKey::from_ed_components(x).ok() } else { None }
}

fn has_bytes(text: &str, expected: usize) -> bool {
    URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == expected)
}
