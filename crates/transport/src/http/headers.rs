//! What a request says in its headers: its id, who sends it, and under which key.

use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderValue},
};
use rapport_graphql::{operation::OperationRequest, path};
use rapport_kernel::{ApiError, ApiResult, Code, IdempotencyKey, InputPath};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::auth::{self, Session, Verifier};

pub(super) const REQUEST_ID: &str = "x-request-id";
const API_KEY: &str = "x-api-key";
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// How long an id or a key may be.
const LONGEST: usize = 128;

fn text<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

fn is_plain(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What the client accepts; several headers are one list.
pub(super) fn accept(request: &HttpRequest) -> Option<String> {
    let ranges: Vec<_> =
        request.headers().get_all(header::ACCEPT).map(|accept| accept.to_str().unwrap_or_default()).collect();
    (!ranges.is_empty()).then(|| ranges.join(","))
}

/// The id that the client gave, if it is fit for a log, or a new one.
pub(super) fn request_id(request: &HttpRequest) -> Arc<str> {
    match text(request, REQUEST_ID).filter(|id| is_plain(id)) {
        Some(id) => id.into(),
        None => Uuid::now_v7().to_string().into(),
    }
}

/// Who sends the request: by a token or an API key in `Authorization`, or by an API key in `X-API-Key`.
pub(super) async fn session(request: &HttpRequest, verifier: &Verifier) -> ApiResult<Session> {
    let plain = |name: &str, value: &HeaderValue| -> ApiResult<String> {
        let text = value.to_str().map(str::to_owned);
        text.map_err(|_| ApiError::new(Code::Unauthenticated, format!("The {name} header is not plain text.")))
    };
    let authorizations: Vec<_> = request.headers().get_all(header::AUTHORIZATION).collect();
    let keys: Vec<_> = request.headers().get_all(API_KEY).collect();
    match (authorizations.as_slice(), keys.as_slice()) {
        ([authorization], []) => verifier.authenticate(auth::bearer(&plain("Authorization", authorization)?)?).await,
        ([], [key]) => verifier.authenticate_key(plain("X-API-Key", key)?.trim()).await,
        ([], []) => {
            let message = "Say who you are: Authorization: Bearer <token>, or X-API-Key: <key>.";
            Err(ApiError::new(Code::Unauthenticated, message))
        }
        _ => Err(auth::many_credentials()),
    }
}

/// Whether there is a key under which the request may be sent again.
pub(super) fn has_key(request: &HttpRequest) -> bool {
    request.headers().contains_key(IDEMPOTENCY_KEY)
}

/// The key under which the request may be sent again.
pub(super) fn idempotency(request: &HttpRequest, operation: &OperationRequest) -> ApiResult<Option<IdempotencyKey>> {
    if !has_key(request) {
        return Ok(None);
    }
    idempotency_key(text(request, IDEMPOTENCY_KEY), operation, path!["Idempotency-Key"]).map(Some)
}

/// The key of an operation, wherever it stood; `None` for one that is no text.
pub(super) fn idempotency_key(
    key: Option<&str>,
    operation: &OperationRequest,
    place: InputPath,
) -> ApiResult<IdempotencyKey> {
    let key = key.filter(|key| is_plain(key)).ok_or_else(|| {
        let message = format!("An idempotency key has 1 to {LONGEST} visible ASCII characters.");
        ApiError::bad_input(place, message)
    })?;
    Ok(IdempotencyKey { key: key.into(), body_hash: body_hash(operation) })
}

/// What makes two requests the same: the document, the operation, the values and files, not the spaces of the JSON. A
/// document that is named by its hash is the one that was sent with it.
fn body_hash(operation: &OperationRequest) -> [u8; 32] {
    let document = match (&operation.hash, operation.query.as_str()) {
        (Some(hash), _) => *hash,
        (None, "") => Sha256::digest(operation.document_id.as_deref().unwrap_or_default()).into(),
        (None, query) => Sha256::digest(query).into(),
    };
    let mut hash = Sha256::new_with_prefix(document);
    let name = operation.operation_name.as_deref().unwrap_or_default();
    hash.update(name.len().to_be_bytes());
    hash.update(name);
    hash.update(serde_json::to_vec(&operation.variables).unwrap_or_default());
    for file in &operation.files {
        hash.update(file.hash);
    }
    hash.finalize().into()
}

/// How long to wait, as `Retry-After` says it. Rounded up: who comes back a moment too early is refused again.
pub(crate) fn seconds(wait: Duration) -> String {
    wait.as_millis().div_ceil(1_000).max(1).to_string()
}
