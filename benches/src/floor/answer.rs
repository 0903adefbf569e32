//! The shape of answers: GraphQL's, so that both sides say the same.

use actix_web::{HttpResponse, http::header::ContentType};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{NaiveDateTime, SecondsFormat};
use serde::{Serialize, Serializer};

use crate::pool::Failure;

/// What stands under `data`.
#[derive(Serialize)]
struct Answer<T> {
    data: T,
}

/// Writes the answer, where the blocking thread already is.
pub(crate) fn json<T: Serialize>(data: T) -> Result<String, Failure> {
    Ok(serde_json::to_string(&Answer { data })?)
}

pub(crate) fn respond(json: String) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(json)
}

/// A global id: base64 of the kind and the sixteen bytes.
pub(crate) fn global(kind: &str, id: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(kind.len() + 17);
    bytes.extend_from_slice(kind.as_bytes());
    bytes.push(b':');
    bytes.extend_from_slice(id);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The sixteen bytes of a global id.
pub(crate) fn bytes(global: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = URL_SAFE_NO_PAD.decode(global).unwrap_or_default();
    Ok(bytes.split_off(bytes.len().saturating_sub(16)))
}

/// Writes a moment as the API does.
pub(crate) fn moment<S: Serializer>(moment: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&moment.and_utc().to_rfc3339_opts(SecondsFormat::Micros, true))
}

/// Where a page ends.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) end_cursor: Option<String>,
}

/// A page of a list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page<T> {
    pub(crate) page_info: PageInfo,
    pub(crate) nodes: Vec<T>,
}
