//! Tokens made by every trusted key, and the tools to make others.

mod api_keys;
mod claims;
mod jwks;
mod signature;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use jsonwebtoken::{Algorithm as Alg, EncodingKey, Header, encode};
use rapport_kernel::{Actor, Clock, Code, Role};
use serde_json::{Value, json};

use super::{AuthConfig, Key, KeyError, Secret, Ttl, Verifier, mint, refusal::Refusal};

const SECRET: &str = "a secret of the tests, long enough for SHA-256";
const ED_PRIVATE: &str = include_str!("../testdata/ed25519.private.pem");
const ED_PUBLIC: &str = include_str!("../testdata/ed25519.public.pem");
const RSA_PRIVATE: &str = include_str!("../testdata/rsa.private.pem");
const RSA_PUBLIC: &str = include_str!("../testdata/rsa.public.pem");
const STRANGER_PRIVATE: &str = include_str!("../testdata/stranger.private.pem");

fn noon() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_hms_opt(12, 0, 0).unwrap()
}

fn clock() -> Clock {
    Clock::standing_at(noon().and_utc())
}

fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

fn ed_key() -> Key {
    Key::from_pem(Some("ed".to_owned()), ED_PUBLIC).unwrap()
}

fn rsa_key() -> Key {
    Key::from_pem(Some("rsa".to_owned()), RSA_PUBLIC).unwrap()
}

/// Trusts a key of each algorithm; that of HS256 has no `kid`.
fn verifier(clock: &Clock) -> Verifier {
    let keys = vec![Key::hs256(None, &secret()), ed_key(), rsa_key()];
    Verifier::new(AuthConfig::default(), keys, clock.clone()).unwrap()
}

/// Claims that are accepted at noon and for an hour after.
fn good() -> Value {
    let exp = noon().and_utc().timestamp() + 3_600;
    let sub = Role::Rep.demo_user();
    json!({ "iss": "rapport", "aud": "rapport", "sub": sub, "role": "rep", "exp": exp })
}

fn header(algorithm: Alg, kid: Option<&str>) -> Header {
    Header { kid: kid.map(str::to_owned), ..Header::new(algorithm) }
}

/// A token of these claims, signed with the secret.
fn signed(claims: &Value) -> String {
    encode(&Header::default(), claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
}

/// A token whose header and claims may be anything, with this signature.
fn raw(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// Why the verifier of every key refuses the token at noon.
fn refusal(token: &str) -> Refusal {
    verifier(&clock()).check(token).unwrap_err()
}

#[test]
fn a_minted_token_says_who_bears_it_until_it_expires() {
    let clock = clock();
    let actor = Actor::demo(Role::Manager);
    let token = mint(&AuthConfig::default(), &secret(), &actor, Ttl::HOUR, &clock).unwrap();
    let session = verifier(&clock).verify(&token).unwrap();
    assert_eq!((session.actor.user, session.actor.role), (actor.user, Role::Manager));
    assert_eq!(session.valid_until, noon() + TimeDelta::seconds(3_630));

    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(&token).unwrap().claims;
    let now = noon().and_utc().timestamp();
    assert_eq!((&claims["iat"], &claims["nbf"], &claims["exp"]), (&json!(now), &json!(now), &json!(now + 3_600)));
    let again = mint(&AuthConfig::default(), &secret(), &actor, Ttl::HOUR, &clock).unwrap();
    assert_ne!(token, again, "each token has its own jti");
}

#[test]
fn a_token_that_came_before_ends_all_the_same() {
    let clock = clock();
    let verifier = verifier(&clock);
    let token = signed(&good());
    verifier.check(&token).unwrap();
    assert!(verifier.check(&format!("{token}A")).is_err(), "a token is known by all of it");
    clock.advance(TimeDelta::seconds(3_600 + 29));
    verifier.check(&token).unwrap();
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(verifier.check(&token).unwrap_err(), Refusal::Expired);
}

#[test]
fn a_minted_token_is_for_the_server_of_its_configuration_only() {
    let audience = AuthConfig { audience: "elsewhere".to_owned(), ..AuthConfig::default() };
    let issuer = AuthConfig { issuer: "somebody".to_owned(), ..AuthConfig::default() };
    for (other, reason) in [(audience, Refusal::Audience), (issuer, Refusal::Issuer)] {
        let token = mint(&other, &secret(), &Actor::demo(Role::Rep), Ttl::HOUR, &clock()).unwrap();
        assert_eq!(refusal(&token), reason);
        let there = Verifier::new(other, vec![Key::hs256(None, &secret())], clock()).unwrap();
        assert!(there.verify(&token).is_ok());
    }
}

#[test]
fn every_algorithm_is_verified_with_and_without_kid() {
    let ed = EncodingKey::from_ed_pem(ED_PRIVATE.as_bytes()).unwrap();
    let rsa = EncodingKey::from_rsa_pem(RSA_PRIVATE.as_bytes()).unwrap();
    let hs = EncodingKey::from_secret(SECRET.as_bytes());
    for (algorithm, kid, key) in [
        (Alg::HS256, None, &hs),
        (Alg::EdDSA, Some("ed"), &ed),
        (Alg::EdDSA, None, &ed),
        (Alg::RS256, Some("rsa"), &rsa),
        (Alg::RS256, None, &rsa),
    ] {
        let token = encode(&header(algorithm, kid), &good(), key).unwrap();
        let session = verifier(&clock()).verify(&token).unwrap();
        assert_eq!(
            (session.actor.user, session.actor.role),
            (Role::Rep.demo_user(), Role::Rep),
            "{algorithm:?} {kid:?}"
        );
    }
}

#[test]
fn secrets_can_be_rotated() {
    let old = Secret::new("the secret of last year, long enough for SHA-256").unwrap();
    let keys = vec![Key::hs256(Some("old".to_owned()), &old), Key::hs256(None, &secret())];
    let both = Verifier::new(AuthConfig::default(), keys, clock()).unwrap();
    for secret in [&old, &secret()] {
        let token = mint(&AuthConfig::default(), secret, &Actor::demo(Role::Rep), Ttl::HOUR, &clock()).unwrap();
        assert!(both.verify(&token).is_ok());
    }
}

#[test]
fn keys_are_told_apart_by_kid() {
    let none = Verifier::new(AuthConfig::default(), Vec::new(), clock());
    assert!(matches!(none, Err(KeyError::NoKeys)));
    let same = vec![ed_key(), Key::hs256(Some("ed".to_owned()), &secret())];
    let same = Verifier::new(AuthConfig::default(), same, clock());
    assert!(matches!(same, Err(KeyError::SameKid(kid)) if kid == "ed"));
}

#[test]
fn every_refusal_reaches_the_client_as_unauthenticated() {
    let error = verifier(&clock()).verify("garbage").unwrap_err();
    assert_eq!(error.code, Code::Unauthenticated);
    assert_eq!(error.message, "The token is malformed: it does not have three parts.");
}

#[test]
fn a_verifier_does_not_show_its_keys() {
    let shown = format!("{:?}", verifier(&clock()));
    assert!(!shown.contains("secret of the tests") && !shown.contains("97, 32, 115"), "{shown}");
}
