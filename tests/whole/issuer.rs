//! Tokens of an issuer who publishes its keys.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rapport_kernel::Role;
use serde_json::json;

use crate::http::Server;

const PRIVATE: &str = include_str!("../../crates/transport/src/auth/testdata/p256.private.pem");
const PUBLIC: &str = include_str!("../../crates/transport/src/auth/testdata/p256.public.pem");

#[test]
fn tokens_are_verified_by_the_keys_that_their_issuer_publishes() {
    let body: String = PUBLIC.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(body).unwrap();
    // The key ends in its point: two coordinates of 32 bytes.
    let (x, y) = der[der.len() - 64..].split_at(32);
    let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
    let set = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "2026", "x": x, "y": y }] });
    let path = std::env::temp_dir().join(format!("rapport-issuer-{}.json", uuid::Uuid::now_v7()));
    std::fs::write(&path, set.to_string()).unwrap();
    let server = Server::start_with(&["--jwks", path.to_str().unwrap(), "--jwt-issuer", "https://id.example"]);
    std::fs::remove_file(&path).unwrap();
    let post = |issuer: &str, kid: &str| {
        let claims = json!({
            "iss": issuer, "aud": "rapport", "sub": Role::Analyst.demo_user(), "role": "analyst", "exp": 4_000_000_000_u64
        });
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::ES256) };
        let token = encode(&header, &claims, &EncodingKey::from_ec_pem(PRIVATE.as_bytes()).unwrap()).unwrap();
        server.posted(&[("authorization", &format!("Bearer {token}"))], r#"{"query": "{ contacts { totalCount } }"}"#)
    };
    let (status, answer) = post("https://id.example", "2026");
    assert_eq!((status, &answer["data"]["contacts"]["totalCount"]), (200, &json!(0)), "{answer}");
    assert_eq!(post("https://elsewhere.example", "2026").0, 401);
    assert_eq!(post("https://id.example", "2027").0, 401, "the file is gone, and its keys stay");
    assert_eq!(post("https://id.example", "2026").0, 200);
}
