//! Keys that an issuer publishes: rotated, flooded, gone.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::*;
use crate::auth::{Jwks, JwksSource};

const P256_PRIVATE: &str = include_str!("../testdata/p256.private.pem");
const P256_PUBLIC: &str = include_str!("../testdata/p256.public.pem");

/// An issuer that answers what it is told to, and counts.
struct Issuer {
    address: SocketAddr,
    answer: Arc<Mutex<(u16, String)>>,
    asked: Arc<AtomicUsize>,
}

impl Issuer {
    fn publishing(set: &Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer = Arc::new(Mutex::new((200, set.to_string())));
        let asked = Arc::new(AtomicUsize::new(0));
        let (to_send, count) = (Arc::clone(&answer), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                count.fetch_add(1, Ordering::SeqCst);
                let (status, body) = to_send.lock().unwrap().clone();
                let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
                let _ = stream.write_all(format!("{head}location: /elsewhere\r\n\r\n{body}").as_bytes());
            }
        });
        Self { address, answer, asked }
    }

    fn publishes(&self, set: &Value) {
        *self.answer.lock().unwrap() = (200, set.to_string());
    }

    fn answers(&self, status: u16, body: &str) {
        *self.answer.lock().unwrap() = (status, body.to_owned());
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn jwks(&self, clock: &Clock) -> Arc<Jwks> {
        Jwks::new(format!("http://{}/keys", self.address).parse().unwrap(), clock.clone())
    }
}

fn trusting(jwks: &Arc<Jwks>, clock: &Clock) -> Verifier {
    Verifier::trusting(AuthConfig::default(), Vec::new(), Some(Arc::clone(jwks)), clock.clone()).unwrap()
}

fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD.decode(body).unwrap()
}

/// The last bytes of a key in PEM: the point itself.
fn tail(pem: &str, bytes: usize) -> Vec<u8> {
    let der = der(pem);
    der[der.len() - bytes..].to_vec()
}

fn ed_jwk(kid: &str) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "use": "sig", "x": URL_SAFE_NO_PAD.encode(tail(ED_PUBLIC, 32)) })
}

fn ec_jwk(kid: &str) -> Value {
    let point = tail(P256_PUBLIC, 64);
    let (x, y) = (URL_SAFE_NO_PAD.encode(&point[..32]), URL_SAFE_NO_PAD.encode(&point[32..]));
    json!({ "kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256", "x": x, "y": y })
}

fn rsa_jwk(kid: &str) -> Value {
    // SubjectPublicKeyInfo of 2048 bits: 33 bytes of head, the modulus, and 02 03 01 00 01.
    let der = der(RSA_PUBLIC);
    let modulus = &der[der.len() - 5 - 256..der.len() - 5];
    json!({ "kty": "RSA", "kid": kid, "n": URL_SAFE_NO_PAD.encode(modulus), "e": "AQAB" })
}

fn set(keys: &[Value]) -> Value {
    json!({ "keys": keys })
}

fn token(algorithm: Alg, kid: &str) -> String {
    let key = match algorithm {
        Alg::EdDSA => EncodingKey::from_ed_pem(ED_PRIVATE.as_bytes()),
        Alg::ES256 => EncodingKey::from_ec_pem(P256_PRIVATE.as_bytes()),
        _ => EncodingKey::from_rsa_pem(RSA_PRIVATE.as_bytes()),
    };
    encode(&header(algorithm, Some(kid)), &good(), &key.unwrap()).unwrap()
}

#[tokio::test]
async fn keys_of_every_kind_verify_what_they_are_for_and_nothing_else() {
    let clock = clock();
    let issuer = Issuer::publishing(&set(&[ed_jwk("ed"), ec_jwk("ec"), rsa_jwk("rsa")]));
    let jwks = issuer.jwks(&clock);
    assert_eq!(
        tokio::task::spawn_blocking({
            let jwks = Arc::clone(&jwks);
            move || jwks.load()
        })
        .await
        .unwrap()
        .unwrap(),
        3
    );
    let verifier = trusting(&jwks, &clock);
    for (algorithm, kid) in [(Alg::EdDSA, "ed"), (Alg::ES256, "ec"), (Alg::RS256, "rsa")] {
        let session = verifier.authenticate(&token(algorithm, kid)).await.unwrap();
        assert_eq!(session.actor.role, Role::Rep, "{algorithm:?}");
    }
    for (algorithm, kid) in [(Alg::EdDSA, "rsa"), (Alg::RS256, "ec"), (Alg::RS512, "rsa"), (Alg::PS256, "rsa")] {
        assert_eq!(verifier.check(&token(algorithm, kid)).unwrap_err(), Refusal::NotTheKeysAlgorithm);
    }
    for public in [RSA_PUBLIC.as_bytes().to_vec(), der(RSA_PUBLIC), tail(ED_PUBLIC, 32)] {
        let key = EncodingKey::from_secret(&public);
        for kid in ["rsa", "ed", "ec"] {
            let forged = encode(&header(Alg::HS256, Some(kid)), &good(), &key).unwrap();
            assert_eq!(verifier.check(&forged).unwrap_err(), Refusal::NotTheKeysAlgorithm);
        }
        let forged = encode(&header(Alg::HS256, None), &good(), &key).unwrap();
        assert_eq!(verifier.check(&forged).unwrap_err(), Refusal::NoKeyForAlgorithm);
    }
    for alg in ["none", "None", ""] {
        let plain = raw(&json!({ "alg": alg, "kid": "ed" }), &good(), "");
        assert_eq!(verifier.check(&plain).unwrap_err(), Refusal::NotTheKeysAlgorithm);
    }
}

#[tokio::test]
async fn a_new_key_is_fetched_when_a_token_names_it_and_an_old_one_counts_no_more() {
    let clock = clock();
    let issuer = Issuer::publishing(&set(&[ed_jwk("old")]));
    let jwks = issuer.jwks(&clock);
    let verifier = trusting(&jwks, &clock);
    let (old, new) = (token(Alg::EdDSA, "old"), token(Alg::ES256, "new"));
    verifier.authenticate(&old).await.unwrap();
    assert_eq!(issuer.asked(), 1, "read when the first token came");
    issuer.publishes(&set(&[ec_jwk("new")]));
    assert!(verifier.authenticate(&new).await.is_err(), "the set was asked for just now");
    clock.advance(TimeDelta::seconds(10));
    verifier.authenticate(&new).await.unwrap();
    assert_eq!(issuer.asked(), 2);
    assert_eq!(verifier.check(&old).unwrap_err(), Refusal::UnknownKey, "though it was verified before");
}

#[tokio::test]
async fn a_flood_of_unknown_keys_asks_once() {
    let clock = clock();
    let issuer = Issuer::publishing(&set(&[ed_jwk("ed")]));
    let jwks = issuer.jwks(&clock);
    let verifier = trusting(&jwks, &clock);
    verifier.authenticate(&token(Alg::EdDSA, "ed")).await.unwrap();
    clock.advance(TimeDelta::seconds(10));
    let flood = (0..100).map(|n| {
        let verifier = verifier.clone();
        tokio::spawn(async move { verifier.authenticate(&token(Alg::EdDSA, &format!("unknown {n}"))).await })
    });
    for one in flood.collect::<Vec<_>>() {
        assert_eq!(one.await.unwrap().unwrap_err().code, Code::Unauthenticated);
    }
    assert_eq!(issuer.asked(), 2);
    clock.advance(TimeDelta::seconds(9));
    assert!(verifier.authenticate(&token(Alg::EdDSA, "unknown")).await.is_err());
    assert_eq!(issuer.asked(), 2);
    verifier.authenticate(&token(Alg::EdDSA, "ed")).await.unwrap();
}

#[tokio::test]
async fn while_the_issuer_is_down_its_keys_stay() {
    let clock = clock();
    let issuer = Issuer::publishing(&set(&[ed_jwk("ed")]));
    let jwks = issuer.jwks(&clock);
    let verifier = trusting(&jwks, &clock);
    verifier.authenticate(&token(Alg::EdDSA, "ed")).await.unwrap();
    let huge = format!("{{\"keys\": [\"{}\"]}}", "x".repeat(300_000));
    let moved = set(&[ec_jwk("new")]).to_string();
    for (status, body) in
        [(500, ""), (200, "no JSON"), (200, "{}"), (200, "{\"keys\":[]}"), (200, huge.as_str()), (302, &moved)]
    {
        issuer.answers(status, body);
        clock.advance(TimeDelta::seconds(10));
        let asked = issuer.asked();
        assert!(verifier.authenticate(&token(Alg::ES256, "new")).await.is_err());
        assert_eq!(issuer.asked(), asked + 1, "{status}");
        verifier.authenticate(&token(Alg::EdDSA, "ed")).await.unwrap();
    }
    issuer.publishes(&set(&[ed_jwk("ed"), ec_jwk("new")]));
    clock.advance(TimeDelta::seconds(10));
    verifier.authenticate(&token(Alg::ES256, "new")).await.unwrap();
}

#[tokio::test]
async fn nobody_waits_for_a_set_that_has_got_old() {
    let clock = clock();
    let issuer = Issuer::publishing(&set(&[ed_jwk("ed")]));
    let jwks = issuer.jwks(&clock);
    let verifier = trusting(&jwks, &clock);
    let good = token(Alg::EdDSA, "ed");
    verifier.authenticate(&good).await.unwrap();
    issuer.publishes(&set(&[ec_jwk("new")]));
    clock.advance(TimeDelta::minutes(5));
    verifier.authenticate(&good).await.unwrap();
    // The refresh that it began is under way: the next waits for it.
    assert!(jwks.refresh().await, "the keys are others");
    assert_eq!(issuer.asked(), 2);
    assert_eq!(verifier.check(&good).unwrap_err(), Refusal::UnknownKey);
}

#[test]
fn of_a_set_only_keys_that_may_sign_are_taken() {
    let folder = std::env::temp_dir().join(format!("rapport-jwks-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("keys.json");
    let with = |mut key: Value, field: &str, value: Value| {
        key[field] = value;
        key
    };
    let load = |keys: &[Value]| {
        std::fs::write(&path, set(keys).to_string()).unwrap();
        Jwks::new(JwksSource::File(path.clone()), clock()).load()
    };
    assert_eq!(load(&[ed_jwk("a"), ed_jwk("a"), ec_jwk("b"), json!("no key"), json!({ "kty": "new" })]).unwrap(), 2);
    for unfit in [
        json!({ "kty": "oct", "kid": "s", "k": URL_SAFE_NO_PAD.encode([1; 32]) }),
        with(ed_jwk("x"), "use", json!("enc")),
        with(ed_jwk("x"), "key_ops", json!(["encrypt"])),
        with(ed_jwk("x"), "alg", json!("RS256")),
        with(rsa_jwk("x"), "alg", json!("RS512")),
        with(ed_jwk("x"), "d", json!("AAAA")),
        with(ed_jwk("x"), "x", json!("AAAA")),
        with(ec_jwk("x"), "y", json!(URL_SAFE_NO_PAD.encode([1; 32]))),
        with(ec_jwk("x"), "crv", json!("P-384")),
        with(rsa_jwk("x"), "n", json!(URL_SAFE_NO_PAD.encode([255; 128]))),
        with(rsa_jwk("x"), "e", json!("!")),
    ] {
        assert!(load(std::slice::from_ref(&unfit)).is_err(), "{unfit}");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(Jwks::new(JwksSource::File(path.clone()), clock()).load().is_err());
    std::fs::remove_dir(&folder).unwrap();
}

#[test]
fn a_source_is_a_file_or_an_address() {
    assert_eq!(
        "https://id.example/keys".parse::<JwksSource>().unwrap(),
        JwksSource::Url("https://id.example/keys".to_owned())
    );
    assert_eq!("/etc/keys.json".parse::<JwksSource>().unwrap(), JwksSource::File("/etc/keys.json".into()));
    for text in ["", " ", "ftp://id.example/keys", "file:///keys"] {
        assert!(text.parse::<JwksSource>().is_err(), "{text:?}");
    }
}
