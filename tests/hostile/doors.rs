//! Requests that are odd already as HTTP.

use serde_json::json;

use crate::{answer::Expect, dice::Dice, request::Request};

pub(crate) fn query_strings(dice: &mut Dice) -> Request {
    let path = match dice.between(0, 7) {
        0 => format!("/graphql?query=%7B{}", "%5B".repeat(dice.between(1, 15_000))),
        1 => "/graphql?query=%ff%fe".to_owned(),
        2 => "/graphql?query=%7B__typename%7D&variables=%5B".to_owned(),
        3 => {
            "/graphql?query=mutation%7BcreateContact(input:%7BgivenName:%22A%22%7D)%7Bcontact%7Bid%7D%7D%7D".to_owned()
        }
        4 => format!("/graphql?{}", "a=b&".repeat(dice.between(1, 10_000))),
        5 => "/graphql?query=%7B__typename%7D&extensions=7%7D".to_owned(),
        6 => format!("/graphql?query=%7B__typename%7D&variables=%7B%22a%22:{}", "%5B".repeat(5_000)),
        _ => "/graphql".to_owned(),
    };
    Request::get(&path)
}

pub(crate) fn paths(dice: &mut Dice) -> Request {
    let length = dice.between(1, 3_000);
    let path = match dice.between(0, 6) {
        0 => "/../../../../etc/passwd".to_owned(),
        1 => "/playground/../../Cargo.toml".to_owned(),
        2 => "/playground/%2e%2e/%2e%2e/etc/passwd".to_owned(),
        3 => "/%00".to_owned(),
        4 => format!("/{}", dice.word(length)),
        5 => "/graphql/".to_owned() + &"../graphql/".repeat(length / 10),
        _ => "/graphql%2f".to_owned(),
    };
    Request::get(&path).expecting(Expect::Closed)
}

pub(crate) fn methods(dice: &mut Dice) -> Request {
    let mut request = Request::body("{\"query\":\"{ __typename }\"}");
    request.line = format!("{} /graphql HTTP/1.1", dice.of(&["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "LOCK"]));
    request
}

/// What is no request.
pub(crate) fn lines(dice: &mut Dice) -> Request {
    let mut request = Request::body("{\"query\":\"{ __typename }\"}").expecting(Expect::Closed);
    match dice.between(0, 7) {
        0 => request.line = "POST /graphql HTTP/9.9".to_owned(),
        1 => request.line = "POST".to_owned(),
        2 => request.line = dice.bytes(200).into_iter().map(|byte| char::from(byte & 0x7f | 0x20)).collect(),
        3 => request.line = format!("GET /{} HTTP/1.1", "x".repeat(140_000)),
        4 => request.headers.push("\u{0}: x".to_owned()),
        5 => request.headers.push(" folded: x".to_owned()),
        6 => request.headers.extend((0..200).map(|n| format!("X-{n}: x"))),
        _ => request.headers.push("Transfer-Encoding: chunked".to_owned()),
    }
    request
}

/// Headers that are odd and stop nothing, around a document that is refused.
pub(crate) fn headers(dice: &mut Dice) -> Request {
    let length = dice.between(1, 20_000);
    let header = match dice.between(0, 7) {
        0 => format!("X-Request-Id: {}", dice.word(length)),
        1 => "X-Request-Id: \u{1b}[31m".replace('\u{1b}', "%1b"),
        2 => format!("Accept: {}", "application/json;q=0.1,".repeat(length / 30 + 1)),
        3 => "Accept: text/html".to_owned(),
        4 => "Accept: application/graphql-response+json".to_owned(),
        5 => format!("Cookie: {}", dice.word(length)),
        6 => format!("Accept-Encoding: {}", "gzip;q=0.1,br,".repeat(length / 30 + 1)),
        _ => "Origin: https://evil.example".to_owned(),
    };
    Request::json(&json!({ "query": "{ nothing }" })).header(header)
}

pub(crate) fn idempotency_keys(dice: &mut Dice) -> Request {
    let length = dice.between(129, 20_000);
    let key = dice.of(&["", " ", "a b", "a\tb", "é", "long"]);
    let key = if key == "long" { dice.word(length) } else { key.to_owned() };
    Request::json(&json!({ "query": "mutation { __typename }" })).header(format!("Idempotency-Key: {key}"))
}

/// Event streams of what is refused.
pub(crate) fn streams(dice: &mut Dice) -> Request {
    let query = dice.of(&[
        "{",
        "{ nothing }",
        "subscription { contactUpdates(after: \"forged\") { cursor } }",
        "subscription { contactUpdates { cursor } a: contactUpdates { cursor } }",
        "subscription { nothing }",
        "",
    ]);
    Request::json(&json!({ "query": query })).header("Accept: text/event-stream")
}
