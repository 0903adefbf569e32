//! What the doors that stay open read requests with: the same as HTTP's own.

use std::sync::Arc;

use actix_web::{
    HttpRequest,
    http::{Method, StatusCode},
    web,
};
use rapport_graphql::{operation::OperationRequest, path};
use rapport_kernel::{ApiError, ApiResult, Code, IdempotencyKey};
use serde_json::{Map, Value};

use super::{
    Door,
    body::SharedPayload,
    headers,
    request::{self, Asked, Unreadable},
};
use crate::auth::Session;

pub(crate) use super::strict_json::StrictMap;

/// A request that is refused before it becomes an operation, with the status that says why.
pub(crate) struct Refused {
    pub(crate) status: StatusCode,
    pub(crate) error: ApiError,
}

impl From<Unreadable> for Refused {
    fn from(Unreadable { status, error }: Unreadable) -> Self {
        Self { status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), error }
    }
}

/// The id of a request.
pub(crate) fn request_id(request: &HttpRequest) -> Arc<str> {
    headers::request_id(request)
}

/// Who sends a request.
pub(crate) async fn session(request: &HttpRequest, door: &Door) -> ApiResult<Session> {
    headers::session(request, &door.verifier).await
}

/// The operation of a request: by GET in the query string, by POST in the body.
pub(crate) async fn operation(
    door: &Door,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<OperationRequest, Refused> {
    if request.method() == Method::GET {
        return Ok(request::parse_query_string(request.query_string())?);
    }
    request::check_media_type(request)?;
    let body = request::read_body(request, &mut SharedPayload::from(payload), &door.config).await?;
    one(request::parse(&body, 0)?).map_err(Refused::from)
}

/// What stays open is one operation.
fn one(asked: Asked) -> Result<OperationRequest, Unreadable> {
    match asked {
        Asked::One(operation) => Ok(operation),
        Asked::Batch(_) => {
            Err(request::unreadable(400, Code::BadUserInput, "An event stream takes one operation, no batch."))
        }
    }
}

/// What changes something does not come by GET.
pub(crate) fn not_by_get() -> Refused {
    request::only_queries().into()
}

/// The operation in an object that came by itself.
pub(crate) fn operation_in(object: &Map<String, Value>) -> ApiResult<OperationRequest> {
    let body = serde_json::to_vec(object).map_err(ApiError::internal)?;
    let asked = request::parse(&body, 0).map_err(|unreadable| unreadable.error)?;
    one(asked).map_err(|unreadable| unreadable.error)
}

/// The idempotency key in the header of a request.
pub(crate) fn idempotency(request: &HttpRequest, operation: &OperationRequest) -> ApiResult<Option<IdempotencyKey>> {
    headers::idempotency(request, operation)
}

/// The idempotency key in `extensions.idempotencyKey` of such an object.
pub(crate) fn idempotency_in(
    object: &Map<String, Value>,
    operation: &OperationRequest,
) -> ApiResult<Option<IdempotencyKey>> {
    let key = object.get("extensions").and_then(|extensions| extensions.get("idempotencyKey"));
    let Some(key) = key.filter(|key| !key.is_null()) else { return Ok(None) };
    headers::idempotency_key(key.as_str(), operation, path!["extensions", "idempotencyKey"]).map(Some)
}
