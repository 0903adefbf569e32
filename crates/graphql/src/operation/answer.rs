//! What an operation is answered with.

use async_graphql::Value;
use rapport_kernel::{ApiError, Code, InputPath, error::PathSegment as InputSegment};
use serde::{Serialize, Serializer};
use serde_json::{Map, json};

use crate::json;

/// An answer, as bytes.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The JSON of the response.
    pub json: String,
    /// Whether the operation was executed; otherwise the request itself was refused and the response has no `data`.
    pub executed: bool,
    /// The code of the first error.
    pub code: Option<Code>,
    /// How long to wait before trying again.
    pub retry_after: Option<std::time::Duration>,
}

/// One error of a response.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ErrorBody {
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) path: Vec<async_graphql::PathSegment>,
    pub(crate) extensions: Map<String, serde_json::Value>,
}

/// A place in a document, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Location {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Why a request is refused before it is executed.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) error: ApiError,
    pub(crate) locations: Vec<Location>,
}

impl Refusal {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { error: ApiError::new(code, message.into()), locations: Vec::new() }
    }

    pub(crate) fn at(mut self, locations: Vec<Location>) -> Self {
        self.locations = locations;
        self
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self { error, locations: Vec::new() }
    }
}

struct Body<'a> {
    data: Option<&'a Value>,
    errors: &'a [ErrorBody],
}

struct AsJson<'a>(&'a InputPath);

impl Serialize for AsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|segment| match segment {
            InputSegment::Field(name) => json!(name),
            InputSegment::Index(index) => json!(index),
        }))
    }
}

/// `extensions` of an error, all that a client is told beside the message.
pub(crate) fn extensions(error: &ApiError, request_id: &str) -> Map<String, serde_json::Value> {
    let mut map = Map::new();
    map.insert("code".into(), json!(error.code.as_str()));
    if let Some(first) = error.violations.first() {
        map.insert("path".into(), json!(AsJson(&first.path)));
        let all: Vec<_> = error
            .violations
            .iter()
            .map(|violation| json!({ "path": AsJson(&violation.path), "message": violation.message }))
            .collect();
        map.insert("violations".into(), all.into());
    }
    if !error.conflicting_ids.is_empty() {
        map.insert("conflictingIds".into(), json!(error.conflicting_ids));
    }
    if let Some(wait) = error.retry_after {
        map.insert("retryAfter".into(), json!(wait.as_secs_f64()));
    }
    map.insert("requestId".into(), json!(request_id));
    map
}

impl Answer {
    /// The answer to a request that was refused.
    pub(crate) fn refused(refusals: &[Refusal], request_id: &str) -> Self {
        let errors: Vec<_> = refusals
            .iter()
            .map(|refusal| ErrorBody {
                message: refusal.error.message.clone().into_owned(),
                locations: refusal.locations.clone(),
                path: Vec::new(),
                extensions: extensions(&refusal.error, request_id),
            })
            .collect();
        let first = refusals.first();
        Self {
            json: to_json(&Body { data: None, errors: &errors }),
            executed: false,
            code: first.map(|refusal| refusal.error.code),
            retry_after: first.and_then(|refusal| refusal.error.retry_after),
        }
    }

    /// The answer of an execution.
    pub(crate) fn executed(data: &Value, errors: &[ErrorBody], first: Option<&ApiError>) -> Self {
        Self {
            json: to_json(&Body { data: Some(data), errors }),
            executed: true,
            code: first.map(|error| error.code),
            retry_after: first.and_then(|error| error.retry_after),
        }
    }

    /// The answer to a subscription that could not be opened.
    pub(crate) fn unopened(errors: &[ErrorBody], first: Option<&ApiError>) -> Self {
        Self {
            json: to_json(&Body { data: None, errors }),
            executed: false,
            code: first.map(|error| error.code),
            retry_after: first.and_then(|error| error.retry_after),
        }
    }

    /// The list of errors alone, as JSON, of a request that was refused.
    #[must_use]
    pub fn refusals(&self) -> Option<&str> {
        if self.executed { None } else { self.json.strip_prefix("{\"errors\":")?.strip_suffix('}') }
    }

    /// An answer to a request that never became an operation: a body that is no JSON, credentials that are none.
    #[must_use]
    pub fn of_error(error: &ApiError, request_id: &str) -> Self {
        Self::refused(&[error.clone().into()], request_id)
    }

    /// An answer that was given before.
    pub(crate) const fn kept(json: String) -> Self {
        Self { json, executed: true, code: None, retry_after: None }
    }
}

fn to_json(body: &Body<'_>) -> String {
    let mut out = String::from("{");
    if let Some(data) = body.data {
        json::write_key(0, "data", &mut out);
        json::write_value(data, &mut out);
    }
    if !body.errors.is_empty() {
        json::write_key(usize::from(body.data.is_some()), "errors", &mut out);
        match serde_json::to_string(body.errors) {
            Ok(errors) => out.push_str(&errors),
            Err(error) => {
                tracing::error!(%error, "errors could not be written as JSON");
                out.push_str(r#"[{"message":"Something went wrong on our side.","extensions":{"code":"INTERNAL"}}]"#);
            }
        }
    }
    out.push('}');
    out
}
