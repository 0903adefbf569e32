//! `POST /graphql`, and `GET /graphql` for queries.

use std::{sync::Arc, time::Instant};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web,
};
use rapport_graphql::operation::Answer;
use rapport_kernel::{ApiError, Call, Code};

use super::{
    Door,
    headers::{self, REQUEST_ID},
    negotiate::{self, MediaType},
    request::{self, Unreadable},
};

/// Answers one operation: any by POST, a query by GET.
pub(super) async fn answer(door: web::Data<Door>, request: HttpRequest, mut payload: web::Payload) -> HttpResponse {
    let started = Instant::now();
    let request_id = headers::request_id(&request);
    let Some(media_type) = MediaType::accepted(headers::accept(&request).as_deref()) else {
        let error = ApiError::new(
            Code::BadUserInput,
            "Answers are application/graphql-response+json or application/json, and you accept neither.",
        );
        let answer = Answer::of_error(&error, &request_id);
        return respond(answer, StatusCode::NOT_ACCEPTABLE, MediaType::Json, &request_id);
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
    if !answer.executed {
        request::drain(&mut payload).await;
    }
    tracing::info!(
        request_id = &*request_id,
        status = status.as_u16(),
        code = answer.code.map(Code::as_str),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "graphql"
    );
    let mut response = respond(answer, status, media_type, &request_id);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
    }
    response
}

async fn operate(
    door: &Door,
    request: &HttpRequest,
    payload: &mut web::Payload,
    request_id: &Arc<str>,
) -> Result<Answer, Unreadable> {
    let by_get = request.method() == Method::GET;
    if !by_get {
        request::check_media_type(request)?;
    }
    let session = match headers::session(request, &door.verifier).await {
        Ok(session) => session,
        Err(error) => return Ok(Answer::of_error(&error, request_id)),
    };
    let operation = if by_get {
        request::parse_query_string(request.query_string())?
    } else {
        request::parse(&request::read_body(request, payload, &door.config).await?)?
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

/// Any other method.
pub(super) async fn not_allowed(request: HttpRequest) -> HttpResponse {
    let request_id = headers::request_id(&request);
    let error = ApiError::new(Code::BadUserInput, "GraphQL is asked by POST here, or by GET for queries.");
    let mut response =
        respond(Answer::of_error(&error, &request_id), StatusCode::METHOD_NOT_ALLOWED, MediaType::Json, &request_id);
    response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, POST"));
    response
}

fn respond(answer: Answer, status: StatusCode, media_type: MediaType, request_id: &str) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_TYPE, media_type.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((REQUEST_ID, request_id));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"rapport\""));
    }
    if let Some(wait) = answer.retry_after {
        response.insert_header((header::RETRY_AFTER, wait.as_secs().max(1)));
    }
    response.body(answer.json)
}
