//! Bodies and values that are made to hurt whoever reads them.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use crate::{answer::Expect, dice::Dice, request::Request};

const LIST: &str = "query ($f: ContactFilter, $a: String) { contacts(filter: $f, after: $a) { totalCount } }";
const BY_ID: &str = "query ($id: ID!) { contact(id: $id) { id } }";

pub(crate) fn deep_values(dice: &mut Dice) -> Request {
    let (open, close) = dice.of(&[("[", "]"), ("{\"not\":", "}"), ("{\"and\":[", "]}")]);
    let depth = dice.of(&[70, 130, 5_000, 100_000]);
    let close = close.repeat(dice.of(&[0, depth]));
    Request::body(format!("{{\"query\":\"{LIST}\",\"variables\":{{\"f\":{}1{close}}}}}", open.repeat(depth)))
}

pub(crate) fn wide_values(dice: &mut Dice) -> Request {
    let many = dice.between(1_000, 8_000);
    let value = match dice.between(0, 4) {
        0 => json!({ "and": vec![json!({ "country": { "eq": "DE" } }); many] }),
        1 => json!({ "country": { "in": vec!["DE"; many] } }),
        2 => Value::Object((0..many).map(|n| (format!("k{n}"), json!(n))).collect()),
        3 => json!({ "country": { "eq": "x".repeat(many * 50) } }),
        _ => json!(vec![Value::Null; many]),
    };
    Request::json(&json!({ "query": LIST, "variables": { "f": value } })).expecting(Expect::Answered)
}

pub(crate) fn keys_that_stand_twice(dice: &mut Dice) -> Request {
    let many = dice.between(2, 20_000);
    let twice = dice.of(&["\"a\":1,", "\"\\u0061\":1,", "\"f\":{},"]).repeat(many);
    Request::body(format!("{{\"query\":\"{LIST}\",\"variables\":{{{twice}\"a\":2,\"a\":3}}}}"))
}

pub(crate) fn broken_json(dice: &mut Dice) -> Request {
    const WHOLE: &[u8] =
        br#"{"query": "{ __typename }", "variables": {"a": [1, 2.5, "x\u0041"]}, "operationName": null"#;
    let end = dice.between(0, WHOLE.len());
    let mut bytes = WHOLE[..end].to_vec();
    let more = dice.between(0, 30);
    bytes.extend(dice.bytes(more));
    // Only a brace could make a whole of it, by chance.
    bytes.retain(|byte| *byte != b'}');
    Request::body(bytes)
}

pub(crate) fn no_utf8(dice: &mut Dice) -> Request {
    let bad: &[u8] =
        dice.of(&[&[0xff][..], &[0xc0, 0xaf], &[0xed, 0xa0, 0x80], &[0xf5, 0x80, 0x80, 0x80], &[0xe2, 0x28, 0xa1]]);
    let body = [b"{\"query\": \"{ __typename } # ", &bad.repeat(dice.between(1, 1_000))[..], b"\"}"].concat();
    Request::body(body)
}

pub(crate) fn batches(dice: &mut Dice) -> Request {
    let many = dice.between(11, 20_000);
    let body = match dice.between(0, 5) {
        0 => format!("[{}{{}}]", "{},".repeat(many)),
        1 => "[".repeat(many),
        2 => format!("[{}{{\"query\":\"{{ me {{ id }} }}\"}}]", "{\"query\":\"{ me { id } }\"},".repeat(many)),
        3 => "[]".to_owned(),
        4 => "[[{\"query\":\"{ me { id } }\"}]]".to_owned(),
        _ => format!("[{}1]", "null,".repeat(many)),
    };
    Request::body(body)
}

pub(crate) fn huge(dice: &mut Dice) -> Request {
    let bytes = dice.between(1_100_000, 3_000_000);
    let filler = dice.of(&[" ", "[", "x", "{\"a\":"]);
    Request::body(format!("{{\"query\":\"{}\"}}", filler.repeat(bytes / filler.len())))
}

/// A length that is not that of the body.
pub(crate) fn lengths(dice: &mut Dice) -> Request {
    let mut request = Request::body("{\"query\":\"{ __typename }\"}");
    let (length, expect) = dice.of(&[
        ("99999999999", Expect::Refused),
        ("1048577", Expect::Refused),
        ("18446744073709551616", Expect::Closed),
        ("-1", Expect::Closed),
        ("1e3", Expect::Closed),
        ("3", Expect::Refused),
        ("25, 26", Expect::Closed),
    ]);
    request.length = Some(length.to_owned());
    request.expecting(expect)
}

pub(crate) fn packed(dice: &mut Dice) -> Request {
    let coding = dice.of(&["gzip", "br", "deflate", "zstd", "gzip, gzip", "nonsense"]);
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    bomb.write_all(&vec![b' '; dice.between(1_000_000, 8_000_000)]).unwrap();
    Request::body(bomb.finish().unwrap()).header(format!("Content-Encoding: {coding}"))
}

pub(crate) fn content_types(dice: &mut Dice) -> Request {
    let content_type = dice.of(&[
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
        "application/json; charset=\"",
        "application/jsonx",
        "application",
        ";;;;",
        "text/json",
        "é",
    ]);
    Request::body("{\"query\":\"{ __typename }\"}").typed(content_type)
}

/// Files that are none, with the header that lets parts in.
pub(crate) fn parts(dice: &mut Dice) -> Request {
    let part =
        |name: &str, value: &str| format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let operations = part("operations", "{\"query\": \"{ __typename }\"}");
    let body = match dice.between(0, 7) {
        0 => String::new(),
        1 => operations,
        2 => part("map", "{}"),
        3 => format!("{operations}{}--x--", part("map", "[")),
        4 => format!("{operations}{}--x--", part("map", "{\"0\": [\"variables.a.b.c\"]}")),
        5 => format!("{}{}--x--", part("operations", "["), part("map", "{}")),
        6 => "--x\r\n".repeat(dice.between(1, 2_000)),
        _ => format!("{operations}{}", part("0", "x").repeat(dice.between(20, 500))),
    };
    Request::body(body).typed("multipart/form-data; boundary=x").header("Apollo-Require-Preflight: 1")
}

pub(crate) fn cursors(dice: &mut Dice) -> Request {
    let length = dice.of(&[0, 1, 7, 40, 400, 20_000]);
    let mut cursor = dice.word(length);
    cursor += dice.of(&["", "=", "==", "\u{0}", "é", "'; DROP TABLE contacts --"]);
    let cursor = if dice.coin() { json!(cursor) } else { dice.of(&["!", "x", "null", "eyJhIjoxfQ"]).into() };
    Request::json(&json!({ "query": LIST, "variables": { "a": cursor } }))
}

pub(crate) fn ids(dice: &mut Dice) -> Request {
    let length = dice.of(&[0, 1, 15, 31, 100, 50_000]);
    let id = match dice.between(0, 3) {
        0 => json!(dice.word(length)),
        1 => json!(format!("{}' OR 1=1 --", dice.word(length))),
        2 => dice.of(&["../../etc/passwd", "%00", "\u{0}", "\u{202e}", "Contact:1", "0"]).into(),
        _ => json!({ "id": dice.word(length) }),
    };
    Request::json(&json!({ "query": BY_ID, "variables": { "id": id } }))
}

pub(crate) fn searches(dice: &mut Dice) -> Request {
    let words = dice.of(&["a ", "%", "_ ", "* ", "+ -", "'\" ", "ﷺ ", "\u{301}", "e\u{0301}", "\\ "]);
    let text = words.repeat(dice.between(1, 3_000));
    let query = "query ($q: String!) { search(query: $q) { nodes { __typename } } }";
    Request::json(&json!({ "query": query, "variables": { "q": text } })).expecting(Expect::Answered)
}

pub(crate) fn hashes(dice: &mut Dice) -> Request {
    let hash = match dice.between(0, 4) {
        0 => json!("0".repeat(64)),
        1 => json!(dice.word(64)),
        2 => json!("a".repeat(dice.between(0, 100_000))),
        3 => json!(7),
        _ => json!("ECF4EDB46DB40B5132295C0291D62FB65D6759A9EEDFA4D5D612DD5EC54A6B38"),
    };
    let mut body =
        json!({ "extensions": { "persistedQuery": { "version": dice.of(&[0, 1, 2]), "sha256Hash": hash } } });
    if dice.coin() {
        body["query"] = json!("{ __typename }");
        // Another version than 1 is unknown, but the document is there.
        body["extensions"]["persistedQuery"]["version"] = json!(1);
    }
    Request::json(&body)
}

pub(crate) fn document_ids(dice: &mut Dice) -> Request {
    let length = dice.of(&[0, 1, 64, 100_000]);
    let id = if dice.coin() { json!(dice.word(length)) } else { dice.of(&["../x", "sha256:", "\u{0}", "😀"]).into() };
    Request::json(&json!({ "documentId": id }))
}
