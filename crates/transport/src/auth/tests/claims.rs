//! Tokens that are signed well and say the wrong thing.

use rapport_kernel::id::encode_global;
use uuid::Uuid;

use super::*;

/// The good claims with one of them replaced, or absent.
fn with(claim: &str, value: impl Into<Option<Value>>) -> String {
    let mut claims = good();
    match value.into() {
        Some(value) => claims[claim] = value,
        None => drop(claims.as_object_mut().unwrap().remove(claim)),
    }
    signed(&claims)
}

#[test]
fn every_claim_that_is_needed_is_named_when_it_is_absent() {
    for claim in ["iss", "aud", "exp", "sub", "role"] {
        assert_eq!(refusal(&with(claim, None)), Refusal::Missing(claim));
        assert_eq!(refusal(&with(claim, Value::Null)), Refusal::Missing(claim));
    }
}

#[test]
fn claims_of_the_wrong_type_are_malformed() {
    for (claim, value) in [
        ("iss", json!(1)),
        ("iss", json!(["rapport"])),
        ("aud", json!({ "rapport": true })),
        ("exp", json!("2030-01-01")),
        ("exp", json!(-1)),
        ("exp", json!(u64::MAX)),
        ("exp", json!(1e300)),
        ("nbf", json!(true)),
        ("nbf", json!(-1)),
        ("sub", json!(7)),
        ("role", json!(["admin"])),
    ] {
        let refusal = refusal(&with(claim, value.clone()));
        assert!(matches!(refusal, Refusal::Malformed(_)), "{claim} {value}: {refusal:?}");
    }
    assert!(matches!(refusal(&signed(&json!("claims"))), Refusal::Malformed(_)));
}

#[test]
fn a_claim_given_twice_is_malformed() {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let twice = good().to_string().replace('{', r#"{"role":"admin","#);
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#), URL_SAFE_NO_PAD.encode(twice));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Alg::HS256).unwrap();
    assert!(matches!(refusal(&format!("{message}.{signature}")), Refusal::Malformed(_)));
}

#[test]
fn issuer_and_audience_are_those_of_the_server() {
    for other in ["", "Rapport", "rapport ", "https://elsewhere.example"] {
        assert_eq!(refusal(&with("iss", json!(other))), Refusal::Issuer, "{other:?}");
        assert_eq!(refusal(&with("aud", json!(other))), Refusal::Audience, "{other:?}");
    }
    assert_eq!(refusal(&with("aud", json!([]))), Refusal::Audience);
    assert_eq!(refusal(&with("aud", json!(["a", "b"]))), Refusal::Audience);
    assert!(verifier(&clock()).check(&with("aud", json!(["a", "rapport"]))).is_ok());
}

#[test]
fn a_token_expires_by_the_clock_after_the_leeway() {
    let clock = clock();
    let verifier = verifier(&clock);
    let token = signed(&good());
    clock.advance(TimeDelta::seconds(3_600));
    assert!(verifier.check(&token).is_ok(), "at exp");
    clock.advance(TimeDelta::seconds(30) - TimeDelta::microseconds(1));
    let session = verifier.check(&token).unwrap();
    assert!(clock.now() < session.valid_until, "within the leeway");
    clock.advance(TimeDelta::microseconds(1));
    assert_eq!(clock.now(), session.valid_until);
    assert_eq!(verifier.check(&token).unwrap_err(), Refusal::Expired);
}

#[test]
fn a_token_begins_by_the_clock_before_the_leeway() {
    let clock = clock();
    let verifier = verifier(&clock);
    let token = with("nbf", json!(noon().and_utc().timestamp() + 60));
    assert_eq!(verifier.check(&token).unwrap_err(), Refusal::NotYetValid);
    clock.advance(TimeDelta::seconds(30) - TimeDelta::microseconds(1));
    assert_eq!(verifier.check(&token).unwrap_err(), Refusal::NotYetValid);
    clock.advance(TimeDelta::microseconds(1));
    assert!(verifier.check(&token).is_ok(), "within the leeway");
}

#[test]
fn the_leeway_is_configured() {
    let clock = clock();
    let strict = AuthConfig { leeway: std::time::Duration::ZERO, ..AuthConfig::default() };
    let strict = Verifier::new(strict, vec![Key::hs256(None, &secret())], clock.clone()).unwrap();
    let lenient = AuthConfig { leeway: std::time::Duration::MAX, ..AuthConfig::default() };
    let lenient = Verifier::new(lenient, vec![Key::hs256(None, &secret())], clock.clone()).unwrap();
    clock.advance(TimeDelta::seconds(3_600));
    assert_eq!(strict.check(&signed(&good())).unwrap_err(), Refusal::Expired);
    assert!(lenient.check(&signed(&good())).is_ok());
}

#[test]
fn a_fraction_of_a_second_is_a_date() {
    let exp = f64::from(u32::try_from(noon().and_utc().timestamp()).unwrap()) + 0.5;
    let session = verifier(&clock()).check(&with("exp", json!(exp))).unwrap();
    assert_eq!(session.valid_until, noon() + TimeDelta::milliseconds(30_500));
}

#[test]
fn the_user_is_a_uuid_or_the_global_id_of_a_user() {
    let user = Uuid::now_v7();
    for text in [user.to_string(), user.to_string().to_uppercase(), encode_global("User", user)] {
        assert_eq!(verifier(&clock()).check(&with("sub", json!(text))).unwrap().actor.user, user, "{text}");
    }
    for text in ["", "admin", "12345", &encode_global("Contact", user), &encode_global("user", user)] {
        assert_eq!(refusal(&with("sub", json!(text))), Refusal::Subject, "{text:?}");
    }
}

#[test]
fn roles_are_those_of_the_kernel() {
    for role in Role::ALL {
        assert_eq!(verifier(&clock()).check(&with("role", json!(role))).unwrap().actor.role, role);
    }
    for text in ["", "root", "Admin", "admin ", "admin,rep"] {
        assert_eq!(refusal(&with("role", json!(text))), Refusal::UnknownRole, "{text:?}");
    }
    let message = Refusal::UnknownRole.to_string();
    assert!(message.contains("admin, manager, rep"), "{message}");
}
