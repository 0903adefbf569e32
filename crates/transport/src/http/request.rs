//! The body of a request: bounded in size and time, only JSON, no key twice.

use std::{convert::Infallible, future::ready};

use actix_web::{
    HttpRequest,
    body::{BoxBody, MessageBody, SizedStream},
    http::header,
    web,
};
use futures_util::{StreamExt, stream};
use rapport_graphql::{
    operation::{OperationRequest, persisted_hash},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Code, InputPath};
use serde::Deserialize;
use serde_json::Value;

use super::{DoorConfig, body::SharedPayload, strict_json::StrictMap};

/// A request that never becomes an operation, with the status that says why.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) status: u16,
    pub(super) error: ApiError,
}

pub(super) fn unreadable(status: u16, code: Code, message: impl Into<String>) -> Unreadable {
    Unreadable { status, error: ApiError::new(code, message.into()) }
}

/// Only `application/json` in UTF-8, not encoded further, runs anything.
pub(super) fn check_media_type(request: &HttpRequest) -> Result<(), Unreadable> {
    let refuse = |message: &str| Err(unreadable(415, Code::BadUserInput, message));
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or("\u{fffd}"));
    if header(header::CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return refuse("Bodies are taken as they are, without Content-Encoding.");
    }
    let Some(content_type) = header(header::CONTENT_TYPE) else {
        return refuse("Say Content-Type: application/json.");
    };
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
        !name.trim().eq_ignore_ascii_case("charset") || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    if is_json && is_utf8 {
        Ok(())
    } else {
        refuse(
            "Only application/json in UTF-8 is understood here, and for files multipart/form-data with the header Apollo-Require-Preflight.",
        )
    }
}

/// Refuses a body that says itself that it is too long.
pub(super) fn check_length(request: &HttpRequest, most: usize) -> Result<(), Unreadable> {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > most) {
        return Err(too_large(most));
    }
    Ok(())
}

fn too_large(most: usize) -> Unreadable {
    unreadable(413, Code::PayloadTooLarge, format!("A request has at most {most} bytes."))
}

/// Reads the body, as far as it may go.
pub(super) async fn read_body(
    request: &HttpRequest,
    payload: &mut SharedPayload,
    config: &DoorConfig,
) -> Result<Vec<u8>, Unreadable> {
    check_length(request, config.largest_body)?;
    let reading = async {
        let mut body = Vec::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| unreadable(400, Code::BadUserInput, "The body ended too early."))?;
            if body.len().saturating_add(chunk.len()) > config.largest_body {
                return Err(too_large(config.largest_body));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    };
    tokio::time::timeout(config.body_timeout, reading)
        .await
        .map_err(|_| unreadable(408, Code::Timeout, "The body took too long to arrive."))?
}

/// An answer to a request whose body is not wanted: all of it goes out at once, and only then a little more of the body
/// is taken and thrown away, for a client that is still sending when the connection is closed sees a reset instead of the
/// answer. Little, and for a short time, whoever sends it.
pub(super) fn then_drained(answer: Vec<u8>, payload: SharedPayload) -> BoxBody {
    let length = u64::try_from(answer.len()).unwrap_or(u64::MAX);
    let answer = stream::once(ready(Ok::<_, Infallible>(web::Bytes::from(answer))));
    let drained = stream::once(drain(payload)).filter_map(|()| ready(None));
    SizedStream::new(length, Box::pin(answer.chain(drained))).boxed()
}

async fn drain(mut payload: SharedPayload) {
    const MOST: usize = 4 * 1024 * 1024;
    const LONGEST: std::time::Duration = std::time::Duration::from_secs(5);
    let draining = async {
        let mut taken = 0_usize;
        while let Some(Ok(chunk)) = payload.next().await {
            taken = taken.saturating_add(chunk.len());
            if taken > MOST {
                break;
            }
        }
    };
    // Whether it ended or was cut off, the answer is the same.
    let _ = tokio::time::timeout(LONGEST, draining).await;
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object with a query")]
struct Body {
    #[serde(default)]
    query: Value,
    #[serde(default)]
    operation_name: Value,
    #[serde(default)]
    variables: Option<StrictOrOther>,
    #[serde(default)]
    extensions: Value,
    #[serde(default)]
    document_id: Value,
}

/// `variables` may be anything; only an object is taken, in which no key stands twice.
struct StrictOrOther(Result<StrictMap, String>);

impl<'de> Deserialize<'de> for StrictOrOther {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(StrictMap::deserialize(deserializer).map_err(|error| error.to_string())))
    }
}

/// What a request asks for.
#[derive(Debug)]
pub(super) enum Asked {
    One(OperationRequest),
    Batch(Vec<OperationRequest>),
}

/// Reads the operation in a body, or the operations of a batch.
pub(super) fn parse(body: &[u8], most_in_batch: usize) -> Result<Asked, Unreadable> {
    let malformed = |message: String| unreadable(400, Code::BadUserInput, message);
    let text = std::str::from_utf8(body).map_err(|_| malformed("The body is not UTF-8.".to_owned()))?;
    let refuse = |error| Unreadable { status: 400, error };
    let unread = |error: serde_json::Error| malformed(format!("The body cannot be read: {error}."));
    if !text.trim_start().starts_with('[') {
        return operation(serde_json::from_str(text).map_err(unread)?).map(Asked::One).map_err(refuse);
    }
    if most_in_batch == 0 {
        return Err(malformed("Batches of operations are not taken.".to_owned()));
    }
    let bodies: Vec<Body> = serde_json::from_str(text).map_err(unread)?;
    if bodies.is_empty() || bodies.len() > most_in_batch {
        return Err(malformed(format!("A batch has from 1 to {most_in_batch} operations.")));
    }
    bodies.into_iter().map(operation).collect::<ApiResult<_>>().map(Asked::Batch).map_err(refuse)
}

/// Reads the operation in a query string: `query`, `operationName`, and `variables` and `extensions` as JSON.
pub(super) fn parse_query_string(text: &str) -> Result<OperationRequest, Unreadable> {
    let malformed = |message: String| unreadable(400, Code::BadUserInput, message);
    let parameters = web::Query::<Vec<(String, String)>>::from_query(text)
        .map_err(|error| malformed(format!("The query string cannot be read: {error}.")))?;
    let mut body = Body::default();
    for (name, value) in parameters.into_inner() {
        let json = |error: serde_json::Error| malformed(format!("{name} is not JSON: {error}."));
        match name.as_str() {
            "query" => body.query = Value::String(value),
            "documentId" => body.document_id = Value::String(value),
            "operationName" if !value.is_empty() => body.operation_name = Value::String(value),
            "variables" if !value.is_empty() => body.variables = serde_json::from_str(&value).map_err(json)?,
            "extensions" if !value.is_empty() => body.extensions = serde_json::from_str(&value).map_err(json)?,
            _ => {}
        }
    }
    operation(body).map_err(|error| Unreadable { status: 400, error })
}

/// What changes something does not come by GET: links are followed by machines, and kept by proxies.
pub(super) fn only_queries() -> Unreadable {
    unreadable(405, Code::BadUserInput, "By GET only queries run. Send this by POST.")
}

fn operation(body: Body) -> ApiResult<OperationRequest> {
    let refuse = |path: InputPath, message: &str| ApiError::bad_input(path, message.to_owned());
    let nameless = body.query.is_null();
    let query = match body.query {
        Value::String(query) => query,
        // Then the document is named by its hash or id; without either the engine refuses.
        Value::Null => String::new(),
        _ => return Err(refuse(path!["query"], "The query must be a text.")),
    };
    let operation_name = match body.operation_name {
        Value::Null => None,
        Value::String(name) => Some(name),
        _ => return Err(refuse(path!["operationName"], "operationName must be a text.")),
    };
    let variables = match body.variables {
        None => StrictMap::default(),
        Some(StrictOrOther(Ok(map))) => map,
        Some(StrictOrOther(Err(error))) => {
            return Err(refuse(path!["variables"], &format!("The variables cannot be read: {error}.")));
        }
    };
    let hash = match &body.extensions {
        Value::Null => None,
        Value::Object(extensions) => persisted_hash(extensions)?,
        _ => return Err(refuse(path!["extensions"], "extensions must be an object.")),
    };
    let document_id = match body.document_id {
        Value::Null => None,
        Value::String(id) => Some(id),
        _ => return Err(refuse(path!["documentId"], "documentId must be a text.")),
    };
    if nameless && hash.is_none() && document_id.is_none() {
        return Err(refuse(path!["query"], "The request has no query."));
    }
    Ok(OperationRequest { query, operation_name, variables: variables.0, hash, document_id, files: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_read_where_it_is_taken_and_no_longer_than_it_may_be() {
        let of = |count: usize, most| {
            parse(format!("[{}]", vec![r#"{"query": "{ a }"}"#; count].join(",")).as_bytes(), most)
        };
        assert!(matches!(of(3, 3), Ok(Asked::Batch(all)) if all.len() == 3));
        for (count, most) in [(4, 3), (0, 3), (1, 0)] {
            assert_eq!(of(count, most).unwrap_err().status, 400, "{count} of {most}");
        }
    }

    #[test]
    fn a_request_is_read_whole() {
        let body = br#"{"query": "{ me { id } }", "variables": {"a": null}, "operationName": null}"#;
        let Ok(Asked::One(request)) = parse(body, 0) else { panic!("one operation") };
        assert_eq!(request.query, "{ me { id } }");
        assert_eq!(request.variables.len(), 1);
    }

    #[test]
    fn what_is_no_request_is_refused_with_the_place() {
        for (body, path) in [
            (&b"{\"query\": 1}"[..], "query"),
            (b"{}", "query"),
            (b"{\"query\": \"x\", \"variables\": [1]}", "variables"),
            (b"{\"query\": \"x\", \"variables\": {\"a\": 1, \"a\": 2}}", "variables"),
            (b"{\"query\": \"x\", \"operationName\": 1}", "operationName"),
            (b"{\"query\": \"x\", \"extensions\": 1}", "extensions"),
        ] {
            let refused = parse(body, 0).unwrap_err();
            assert_eq!(refused.status, 400);
            let found = refused.error.violations.first().map(|violation| violation.path.clone());
            assert_eq!(found, Some(vec![path.into()]), "{}", String::from_utf8_lossy(body));
        }
        for body in [&b"\xff\xfe"[..], b"[]", b"", b"{", b"{\"query\": \"a\", \"query\": \"b\"}"] {
            assert_eq!(parse(body, 0).unwrap_err().status, 400);
        }
    }
}
