//! Secrets and signatures, as Standard Webhooks has them (standardwebhooks.com, specification 1.0.0): a receiver verifies them
//! with a library for its language, or a few lines of its own.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::Sha256;

/// How every secret begins.
const MARK: &str = "whsec_";
/// How many bytes a secret has.
pub const SECRET_BYTES: usize = 32;

/// A secret that nobody has seen.
#[must_use]
pub(crate) fn new_secret() -> Vec<u8> {
    rand::rng().random::<[u8; SECRET_BYTES]>().to_vec()
}

/// A secret as it is shown, once.
#[must_use]
pub fn shown(secret: &[u8]) -> String {
    format!("{MARK}{}", BASE64_STANDARD.encode(secret))
}

/// The signature of a body by a secret as it is shown; `None` for what is no secret. `id` and `timestamp` stand in the headers
/// of the same names.
#[must_use]
pub fn sign(shown: &str, id: &str, timestamp: i64, body: &str) -> Option<String> {
    let secret = BASE64_STANDARD.decode(shown.strip_prefix(MARK)?).ok()?;
    of_secret(&secret, id, timestamp, body)
}

/// The header `webhook-signature`: one for each secret that is good, separated by spaces.
#[must_use]
pub(crate) fn header<'a>(secrets: impl Iterator<Item = &'a [u8]>, id: &str, timestamp: i64, body: &str) -> String {
    secrets.filter_map(|secret| of_secret(secret, id, timestamp, body)).collect::<Vec<_>>().join(" ")
}

fn of_secret(secret: &[u8], id: &str, timestamp: i64, body: &str) -> Option<String> {
    // HMAC takes keys of any length.
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body.as_bytes());
    Some(format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_those_of_the_specification() {
        // The example of the reference implementations (svix and standard-webhooks).
        let secret = BASE64_STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed =
            header([&*secret].into_iter(), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let both = header([&*secret, b"other"].into_iter(), "msg", 1, "{}");
        assert_eq!(both.split(' ').count(), 2);
    }

    #[test]
    fn no_two_secrets_are_alike() {
        assert_ne!(new_secret(), new_secret());
        assert!(shown(&new_secret()).starts_with("whsec_"));
    }
}
