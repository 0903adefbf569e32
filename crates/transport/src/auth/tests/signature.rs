//! Tokens that nobody trusted has signed.

use pem_bytes::der;

use super::*;

/// The ways of an attacker who has the public key to write it down as a secret.
mod pem_bytes {
    use base64::{Engine, engine::general_purpose::STANDARD};

    pub(super) fn der(pem: &str) -> Vec<u8> {
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        STANDARD.decode(body).unwrap()
    }
}

#[test]
fn a_token_without_a_signature_is_refused() {
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let plain = raw(&json!({ "typ": "JWT", "alg": alg }), &good(), "");
        assert_eq!(refusal(&plain), Refusal::NoKeyForAlgorithm, "{alg}");
        let named = raw(&json!({ "alg": alg, "kid": "ed" }), &good(), "");
        assert_eq!(refusal(&named), Refusal::NotTheKeysAlgorithm, "{alg}");
    }
    let stripped = raw(&json!({ "alg": "HS256" }), &good(), "");
    assert_eq!(refusal(&stripped), Refusal::Signature);
}

#[test]
fn a_public_key_does_not_sign_as_a_secret() {
    for public in [RSA_PUBLIC, RSA_PUBLIC.trim_end(), ED_PUBLIC, ED_PUBLIC.trim_end()] {
        for secret in [public.as_bytes(), &der(public)] {
            let forge = |kid| encode(&header(Alg::HS256, kid), &good(), &EncodingKey::from_secret(secret)).unwrap();
            for kid in ["rsa", "ed"] {
                assert_eq!(refusal(&forge(Some(kid))), Refusal::NotTheKeysAlgorithm);
            }
            assert_eq!(refusal(&forge(None)), Refusal::Signature);
            let public_only = Verifier::new(AuthConfig::default(), vec![rsa_key(), ed_key()], clock()).unwrap();
            assert_eq!(public_only.check(&forge(None)).unwrap_err(), Refusal::NoKeyForAlgorithm);
        }
    }
}

#[test]
fn a_signature_of_another_algorithm_under_the_right_name_is_refused() {
    // Signed as HS256 with the RSA public key, then renamed to RS256: the check must be RS256 and fail.
    let forged = encode(&Header::default(), &good(), &EncodingKey::from_secret(RSA_PUBLIC.as_bytes())).unwrap();
    let signature = forged.rsplit('.').next().unwrap();
    for (alg, kid) in [("RS256", "rsa"), ("EdDSA", "ed")] {
        assert_eq!(refusal(&raw(&json!({ "alg": alg, "kid": kid }), &good(), signature)), Refusal::Signature);
    }
}

#[test]
fn other_algorithms_of_the_same_family_are_refused() {
    let rsa = EncodingKey::from_rsa_pem(RSA_PRIVATE.as_bytes()).unwrap();
    for algorithm in [Alg::RS384, Alg::RS512, Alg::PS256] {
        let named = encode(&header(algorithm, Some("rsa")), &good(), &rsa).unwrap();
        assert_eq!(refusal(&named), Refusal::NotTheKeysAlgorithm, "{algorithm:?}");
        let unnamed = encode(&header(algorithm, None), &good(), &rsa).unwrap();
        assert_eq!(refusal(&unnamed), Refusal::NoKeyForAlgorithm, "{algorithm:?}");
    }
    let hs512 = encode(&header(Alg::HS512, None), &good(), &EncodingKey::from_secret(SECRET.as_bytes())).unwrap();
    assert_eq!(refusal(&hs512), Refusal::NoKeyForAlgorithm);
}

#[test]
fn a_kid_names_its_key_and_no_other() {
    let ed = EncodingKey::from_ed_pem(ED_PRIVATE.as_bytes()).unwrap();
    let unknown = encode(&header(Alg::EdDSA, Some("unheard of")), &good(), &ed).unwrap();
    assert_eq!(refusal(&unknown), Refusal::UnknownKey);
    // The secret verifies tokens without kid; one that names a kid does not fall back to it.
    let hs = EncodingKey::from_secret(SECRET.as_bytes());
    assert_eq!(refusal(&encode(&header(Alg::HS256, Some("")), &good(), &hs).unwrap()), Refusal::UnknownKey);
    assert_eq!(refusal(&encode(&header(Alg::EdDSA, Some("rsa")), &good(), &ed).unwrap()), Refusal::NotTheKeysAlgorithm);

    let stranger = EncodingKey::from_ed_pem(STRANGER_PRIVATE.as_bytes()).unwrap();
    for kid in [None, Some("ed")] {
        assert_eq!(refusal(&encode(&header(Alg::EdDSA, kid), &good(), &stranger).unwrap()), Refusal::Signature);
    }
    // Two keys of one algorithm: the kid decides, even if the other key would fit.
    let other = Secret::new("another secret of the tests, also long enough").unwrap();
    let keys = vec![Key::hs256(Some("a".to_owned()), &secret()), Key::hs256(Some("b".to_owned()), &other)];
    let two = Verifier::new(AuthConfig::default(), keys, clock()).unwrap();
    let token = |kid| encode(&header(Alg::HS256, Some(kid)), &good(), &hs).unwrap();
    assert!(two.check(&token("a")).is_ok());
    assert_eq!(two.check(&token("b")).unwrap_err(), Refusal::Signature);
}

#[test]
fn changed_claims_break_the_signature() {
    let token = signed(&good());
    let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    let mut claims = good();
    claims["role"] = json!("admin");
    parts[1] = URL_SAFE_NO_PAD.encode(claims.to_string());
    assert_eq!(refusal(&parts.join(".")), Refusal::Signature);
}

#[test]
fn a_key_in_the_token_itself_is_not_believed() {
    let public = URL_SAFE_NO_PAD.encode([7_u8; 32]);
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": public });
    let token = raw(&json!({ "alg": "EdDSA", "jwk": jwk, "jku": "https://evil.example" }), &good(), &"A".repeat(86));
    assert_eq!(refusal(&token), Refusal::Signature);
}

#[test]
fn extensions_that_must_be_understood_are_refused() {
    let header = Header { crit: Some(vec!["b64".to_owned()]), ..Header::default() };
    let token = encode(&header, &good(), &EncodingKey::from_secret(SECRET.as_bytes())).unwrap();
    assert_eq!(refusal(&token), Refusal::Critical);
}

#[test]
fn a_huge_token_is_refused_unread() {
    let mut claims = good();
    claims["padding"] = json!("x".repeat(8_192));
    assert_eq!(refusal(&signed(&claims)), Refusal::TooLong(8_192));
    claims["padding"] = json!("x".repeat(4_096));
    assert!(verifier(&clock()).check(&signed(&claims)).is_ok());
    assert_eq!(refusal(&".".repeat(8_192)), Refusal::Malformed("it does not have three parts"));
}

#[test]
fn garbage_is_malformed() {
    let good = signed(&good());
    let (start, signature) = good.rsplit_once('.').unwrap();
    for token in [
        "",
        "..",
        "a.b.c",
        "null.null.null",
        "\u{1F984}.\u{1F984}.\u{1F984}",
        start,
        &format!("{good}.{signature}"),
        &format!("{good}="),
        &format!("{start}.!"),
        &raw(&json!([]), &json!({}), signature),
        &raw(&json!({ "kid": "ed" }), &json!({}), signature),
        &raw(&json!({ "alg": 1 }), &json!({}), signature),
    ] {
        assert!(matches!(refusal(token), Refusal::Malformed(_)), "{token:?}: {:?}", refusal(token));
    }
}
