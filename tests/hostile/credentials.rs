//! Tokens and keys of every wrong kind.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::{
    dice::Dice,
    request::Request,
    served::{SECRET, key_file},
};

const HOUR: u64 = 3_600;
const ROLE_OF_ALL: &str = "admin";

fn request() -> Request {
    Request::body("{\"query\":\"{ __typename }\"}")
}

fn bearer(token: &str) -> Request {
    request().by(format!("Authorization: Bearer {token}"))
}

fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// What a good token says.
fn claims() -> Value {
    json!({
        "iss": "rapport", "aud": "rapport", "sub": uuid::Uuid::nil(), "role": ROLE_OF_ALL,
        "iat": now(), "nbf": now() - 10, "exp": now() + HOUR,
    })
}

fn signed(algorithm: Algorithm, kid: Option<&str>, claims: &Value, key: &EncodingKey) -> String {
    let mut header = Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

/// A header, claims and whatever for a signature.
fn written(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// One claim is wrong; the signature is good.
pub(crate) fn wrong_claims(dice: &mut Dice) -> Request {
    let mut claims = claims();
    let wrong = [
        ("exp", json!(now() - HOUR)),
        ("exp", json!("tomorrow")),
        ("exp", json!(-1)),
        ("exp", Value::Null),
        ("nbf", json!(now() + HOUR)),
        ("nbf", json!(1e300)),
        ("aud", json!("another")),
        ("aud", json!(["another", "yet another"])),
        ("aud", json!([])),
        ("iss", json!("https://evil.example")),
        ("iss", Value::Null),
        ("sub", json!("root")),
        ("sub", Value::Null),
        ("role", json!("root")),
        ("role", json!("ADMIN\u{0}")),
        ("role", json!(["admin"])),
    ];
    let (name, value) = &wrong[dice.between(0, wrong.len() - 1)];
    claims[*name] = value.clone();
    bearer(&signed(Algorithm::HS256, None, &claims, &EncodingKey::from_secret(SECRET.as_bytes())))
}

/// The claims are good; nobody whom the server trusts has signed them.
pub(crate) fn wrong_signatures(dice: &mut Dice) -> Request {
    let claims = claims();
    let public = key_file("rsa.public.pem");
    let stranger = &EncodingKey::from_ed_pem(&key_file("stranger.private.pem"));
    let token = match dice.between(0, 8) {
        0 => written(&json!({ "alg": dice.of(&["none", "None", "NONE", "nOnE", ""]) }), &claims, ""),
        1 => written(&json!({ "alg": "none", "kid": "public" }), &claims, "AAAA"),
        // Who takes the algorithm from the token takes the public key for a secret.
        2 => signed(Algorithm::HS256, Some("public"), &claims, &EncodingKey::from_secret(&public)),
        3 => signed(Algorithm::HS512, Some("public"), &claims, &EncodingKey::from_secret(&public)),
        4 => signed(Algorithm::HS256, None, &claims, &EncodingKey::from_secret(dice.word(40).as_bytes())),
        5 => match stranger {
            Ok(key) => signed(Algorithm::EdDSA, Some("public"), &claims, key),
            Err(_) => written(&json!({ "alg": "EdDSA", "kid": "public" }), &claims, "AAAA"),
        },
        6 => written(&json!({ "alg": "RS256", "kid": "public" }), &claims, &dice.word(342)),
        7 => written(&json!({ "alg": "HS256", "crit": ["b64"], "b64": false }), &claims, &dice.word(43)),
        _ => {
            let jwk = json!({ "kty": "oct", "k": "AAAA" });
            written(&json!({ "alg": "HS256", "jwk": jwk, "jku": "http://127.0.0.1:1/" }), &claims, &dice.word(43))
        }
    };
    bearer(&token)
}

/// What is no token at all.
pub(crate) fn garbage(dice: &mut Dice) -> Request {
    let length = dice.of(&[0, 1, 30, 5_000, 100_000]);
    match dice.between(0, 6) {
        0 => bearer(&dice.word(length)),
        1 => bearer(&format!("{}.{}.{}", dice.word(length), dice.word(20), dice.word(20))),
        2 => bearer(&".".repeat(length)),
        3 => request().by(format!("Authorization: {} x", dice.of(&["Basic", "Digest", "Bearer Bearer", "Bearerx"]))),
        4 => bearer("x").header("Authorization: Bearer y"),
        5 => bearer(&written(&json!([]), &json!("x"), "y")),
        _ => bearer(&written(&json!({ "alg": "HS256", "kid": dice.word(5_000) }), &claims(), &dice.word(43))),
    }
}

/// Keys that nobody has made.
pub(crate) fn api_keys(dice: &mut Dice) -> Request {
    let hexadecimal = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let length = dice.of(&[1, 16, 81, 50_000]);
    let key = match dice.between(0, 4) {
        0 => format!("rk_{}_{}", hexadecimal(dice.bytes(8)), hexadecimal(dice.bytes(32))),
        1 => format!("rk_{}", dice.word(length)),
        2 => format!("rk_{}_' OR '1'='1", hexadecimal(dice.bytes(8))),
        3 => "rk_é".repeat(30),
        _ => String::new(),
    };
    match dice.between(0, 2) {
        0 => request().by(format!("X-API-Key: {key}")),
        1 => bearer(&key),
        _ => request().header(format!("X-API-Key: {key}")),
    }
}
