//! `POST /graphql`, and `GET /graphql` for queries.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse,
    body::BoxBody,
    http::{Method, StatusCode, header},
    web,
};
use rapport_graphql::operation::{Answer, OperationRequest};
use rapport_kernel::{ApiError, Call, Code};

use super::{
    Door,
    body::SharedPayload,
    compress::{self, Coding},
    headers::{self, REQUEST_ID},
    negotiate::{self, MediaType},
    request::{self, Asked, Unreadable},
    upload,
};

/// Answers one operation: any by POST, a query by GET.
pub(super) async fn answer(door: web::Data<Door>, request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let started = Instant::now();
    let mut payload = SharedPayload::from(payload);
    let request_id = headers::request_id(&request);
    let Some(media_type) = MediaType::accepted(headers::accept(&request).as_deref()) else {
        let error = ApiError::new(
            Code::BadUserInput,
            "Answers are application/graphql-response+json or application/json, and you accept neither.",
        );
        let answer = Answer::of_error(&error, &request_id);
        return respond(plain(answer), StatusCode::NOT_ACCEPTABLE, MediaType::Json, &request_id);
    };
    let (answer, status) = match operate(&door, &request, &mut payload, &request_id).await {
        Ok(answer) => {
            let status = negotiate::status(&answer, media_type);
            (answer, status)
        }
        Err(Unreadable { status, error }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            (Answer::of_error(&error, &request_id), status)
        }
    };
    tracing::info!(
        request_id = &*request_id,
        status = status.as_u16(),
        code = answer.code.map(Code::as_str),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "graphql"
    );
    let (retry_after, is_refused) = (answer.retry_after, !answer.executed);
    let (bytes, coding) = compress::pack(&request, answer.json).await;
    let body = if is_refused { request::then_drained(bytes, payload) } else { BoxBody::new(bytes) };
    let mut response = respond(Packed { body, coding, retry_after }, status, media_type, &request_id);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
    }
    response
}

async fn operate(
    door: &Door,
    request: &HttpRequest,
    payload: &mut SharedPayload,
    request_id: &Arc<str>,
) -> Result<Answer, Unreadable> {
    let by_get = request.method() == Method::GET;
    let with_files = !by_get && upload::is_multipart(request);
    if !by_get && !with_files {
        request::check_media_type(request)?;
    }
    let session = match headers::session(request, &door.verifier).await {
        Ok(session) => session,
        Err(error) => return Ok(Answer::of_error(&error, request_id)),
    };
    let operation = if by_get {
        request::parse_query_string(request.query_string())?
    } else if with_files {
        upload::read(request, payload, &door.config).await?
    } else {
        let body = request::read_body(request, payload, &door.config).await?;
        match request::parse(&body, door.config.most_in_batch)? {
            Asked::One(operation) => operation,
            Asked::Batch(all) => {
                let call = Call::new(session.actor, Arc::clone(request_id), door.clock.clone());
                return batch(door, request, &call, &all).await;
            }
        }
    };
    if by_get {
        match door.engine.is_query(&operation, request_id) {
            Ok(true) => {}
            Ok(false) => return Err(request::only_queries()),
            Err(answer) => return Ok(answer),
        }
    }
    let mut call = Call::new(session.actor, Arc::clone(request_id), door.clock.clone());
    call.idempotency = headers::idempotency(request, &operation).map_err(|error| Unreadable { status: 400, error })?;
    Ok(door.engine.execute(call, &door.db, &operation).await)
}

/// Answers several operations, each in its place.
async fn batch(
    door: &Door,
    request: &HttpRequest,
    call: &Call,
    all: &[OperationRequest],
) -> Result<Answer, Unreadable> {
    if headers::has_key(request) {
        let error = ApiError::new(Code::BadUserInput, "An idempotency key goes with one operation, not with a batch.");
        return Err(Unreadable { status: 400, error });
    }
    let answers = match door.engine.execute_batch(call, &door.db, all).await {
        Ok(answers) => answers,
        Err(answer) => return Ok(answer),
    };
    let code = answers.iter().find_map(|answer| answer.code);
    let all: Vec<_> = answers.into_iter().map(|answer| answer.json).collect();
    Ok(Answer { json: format!("[{}]", all.join(",")), executed: true, code, retry_after: None })
}

/// Any other method.
pub(super) async fn not_allowed(request: HttpRequest) -> HttpResponse {
    let request_id = headers::request_id(&request);
    let error = ApiError::new(Code::BadUserInput, "GraphQL is asked by POST here, or by GET for queries.");
    let mut response = respond(
        plain(Answer::of_error(&error, &request_id)),
        StatusCode::METHOD_NOT_ALLOWED,
        MediaType::Json,
        &request_id,
    );
    response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, POST"));
    response
}

/// An answer as it goes out.
struct Packed {
    body: BoxBody,
    coding: Option<Coding>,
    retry_after: Option<Duration>,
}

fn plain(answer: Answer) -> Packed {
    Packed { body: BoxBody::new(answer.json), coding: None, retry_after: answer.retry_after }
}

fn respond(answer: Packed, status: StatusCode, media_type: MediaType, request_id: &str) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_TYPE, media_type.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "accept, accept-encoding"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((REQUEST_ID, request_id));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"rapport\""));
    }
    if let Some(wait) = answer.retry_after {
        response.insert_header((header::RETRY_AFTER, headers::seconds(wait)));
    }
    if let Some(coding) = answer.coding {
        response.insert_header((header::CONTENT_ENCODING, coding.as_str()));
    }
    response.body(answer.body)
}
