//! The messages of the protocol `graphql-transport-ws`.
//!
//! Source: github.com/enisdenjo/graphql-ws, PROTOCOL.md.

use rapport_graphql::operation::Answer;
use serde_json::{Map, Value, json};

use crate::http::reading::StrictMap;

/// What a client says.
#[derive(Debug)]
pub(super) enum Message {
    /// Who opens the connection.
    Init(Map<String, Value>),
    /// Are you there?
    Ping(Option<Value>),
    /// I am here.
    Pong,
    /// An operation of any kind.
    Subscribe { id: String, payload: Map<String, Value> },
    /// No more of it.
    Complete { id: String },
}

/// Reads a message.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(text: &str) -> Result<Message, &'static str> {
    let StrictMap(mut message) = serde_json::from_str(text).map_err(|_| "Not an object in JSON")?;
    let kind = message.remove("type");
    let payload = message.remove("payload").filter(|payload| !payload.is_null());
    let id = message.remove("id");
    match kind.as_ref().and_then(Value::as_str).ok_or("A message has a type")? {
        "connection_init" => Ok(Message::Init(object(payload)?.unwrap_or_default())),
        "ping" => Ok(Message::Ping(object(payload)?.map(Value::Object))),
        "pong" => object(payload).map(|_| Message::Pong),
        "subscribe" => {
            let payload = object(payload)?.ok_or("The payload of subscribe is missing")?;
            let is = |name: &str, kind: fn(&Value) -> bool| {
                payload.get(name).is_none_or(|value| value.is_null() || kind(value))
            };
            let shaped = is("query", Value::is_string)
                && is("operationName", Value::is_string)
                && is("variables", Value::is_object)
                && is("extensions", Value::is_object);
            if !shaped {
                return Err("The payload of subscribe has a field of another type");
            }
            Ok(Message::Subscribe { id: unique(id)?, payload })
        }
        "complete" => Ok(Message::Complete { id: unique(id)? }),
        _ => Err("A message of this type is not known"),
    }
}

fn object(payload: Option<Value>) -> Result<Option<Map<String, Value>>, &'static str> {
    match payload {
        None => Ok(None),
        Some(Value::Object(map)) => Ok(Some(map)),
        Some(_) => Err("A payload is an object"),
    }
}

fn unique(id: Option<Value>) -> Result<String, &'static str> {
    /// It is kept as long as the operation is at work.
    const LONGEST: usize = 128;
    match id {
        Some(Value::String(id)) if (1..=LONGEST).contains(&id.len()) => Ok(id),
        _ => Err("An operation has an id, a text of at most 128 bytes"),
    }
}

/// The connection is open.
pub(super) const ACK: &str = r#"{"type":"connection_ack"}"#;

/// I am here.
pub(super) fn pong(payload: Option<Value>) -> String {
    payload.map_or_else(
        || r#"{"type":"pong"}"#.to_owned(),
        |payload| json!({ "type": "pong", "payload": payload }).to_string(),
    )
}

/// An answer: `next`, or `error` for a request that was refused.
pub(super) fn answer(id: &str, answer: &Answer) -> String {
    let (kind, payload) = answer.refusals().map_or(("next", answer.json.as_str()), |errors| ("error", errors));
    // The answer is JSON already.
    format!(r#"{{"id":{},"type":"{kind}","payload":{payload}}}"#, Value::from(id))
}

/// Nothing more comes.
pub(super) fn complete(id: &str) -> String {
    json!({ "id": id, "type": "complete" }).to_string()
}

#[cfg(test)]
mod tests {
    use rapport_kernel::ApiError;

    use super::*;

    #[test]
    fn every_message_is_read() {
        assert!(matches!(read(r#"{"type":"connection_init"}"#), Ok(Message::Init(map)) if map.is_empty()));
        assert!(matches!(read(r#"{"type":"connection_init","payload":null}"#), Ok(Message::Init(_))));
        assert!(matches!(read(r#"{"type":"ping"}"#), Ok(Message::Ping(None))));
        assert!(matches!(read(r#"{"type":"pong","payload":{"a":1}}"#), Ok(Message::Pong)));
        let subscribe = r#"{"id":"1","type":"subscribe","payload":{"query":"{ a }","variables":null}}"#;
        assert!(matches!(read(subscribe), Ok(Message::Subscribe { id, .. }) if id == "1"));
        assert!(matches!(read(r#"{"id":"1","type":"complete"}"#), Ok(Message::Complete { id }) if id == "1"));
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            "{",
            r#"{"type":7}"#,
            r#"{"type":"start","id":"1"}"#,
            r#"{"type":"ping","type":"pong"}"#,
            r#"{"type":"ping","payload":7}"#,
            r#"{"type":"connection_init","payload":"Bearer x"}"#,
            r#"{"type":"subscribe","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":7}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{ a }","variables":[]}}"#,
            r#"{"type":"complete"}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&format!("{{\"type\":\"ping\",\"payload\":{}", "[".repeat(100_000))).is_err());
    }

    #[test]
    fn what_is_said_is_json_whatever_the_id() {
        let id = "\"\\\u{0}é";
        let refused = Answer::of_error(&ApiError::not_found("Contact"), "r");
        let said: Value = serde_json::from_str(&answer(id, &refused)).unwrap();
        assert_eq!((&said["id"], &said["type"]), (&json!(id), &json!("error")));
        assert_eq!(said["payload"][0]["extensions"]["code"], "NOT_FOUND");
        assert_eq!(serde_json::from_str::<Value>(&complete(id)).unwrap()["id"], json!(id));
        assert_eq!(pong(Some(json!({ "a": 1 }))), r#"{"type":"pong","payload":{"a":1}}"#);
    }
}
