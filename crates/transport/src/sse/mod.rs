//! GraphQL over server-sent events: the protocol `graphql-sse` in distinct connections mode, at the same address as
//! HTTP.
//!
//! A request that accepts `text/event-stream` is answered by a stream of events: `next` for each answer, `complete` at
//! the end. The id of an event is the place to go on from, so that a client that lost the connection goes on with
//! `Last-Event-ID`.
//!
//! Source: github.com/enisdenjo/graphql-sse, PROTOCOL.md; the HTML standard, section 9.2.

mod accept;
mod event;
mod stream;

use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodyStream, MessageBody},
    http::{Method, StatusCode, header},
    web,
};
use futures_util::stream as streams;
use rapport_graphql::{
    EventCursor,
    operation::{Answer, OperationRequest},
    path,
};
use rapport_kernel::{ApiError, Call, Code};
use tokio::sync::mpsc;

pub(crate) use self::accept::is_asked_for;
use self::stream::Events;
use crate::http::{
    Door, headers,
    reading::{self, Refused},
};

/// How many events wait to be written. Beyond, the operation waits.
const QUEUE: usize = 8;

/// Answers an operation by a stream of events.
pub(crate) async fn answer(
    door: web::Data<Door>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse<impl MessageBody> {
    let request_id = reading::request_id(&request);
    match open(&door, &request, payload, &request_id).await {
        Ok(response) => response.map_into_left_body(),
        Err(refused) => refuse(&refused, request.method(), &request_id).map_into_right_body(),
    }
}

async fn open(
    door: &web::Data<Door>,
    request: &HttpRequest,
    payload: web::Payload,
    request_id: &Arc<str>,
) -> Result<HttpResponse<impl MessageBody + use<>>, Refused> {
    if ![Method::GET, Method::POST].contains(request.method()) {
        return Err(refused(
            StatusCode::METHOD_NOT_ALLOWED,
            Code::BadUserInput,
            "GraphQL is asked by GET or POST here.",
        ));
    }
    if door.live.is_draining() {
        return Err(refused(StatusCode::SERVICE_UNAVAILABLE, Code::Overloaded, "The server is about to end."));
    }
    let session =
        reading::session(request, door).await.map_err(|error| Refused { status: StatusCode::UNAUTHORIZED, error })?;
    let operation = reading::operation(door, request, payload).await?;
    if request.method() == Method::GET && is_mutation(door, &operation, request_id) {
        return Err(reading::not_by_get());
    }
    let bad = |error| Refused { status: StatusCode::BAD_REQUEST, error };
    let resume = last_event_id(request).map_err(bad)?;
    let mut call = Call::new(session.actor.clone(), Arc::clone(request_id), door.clock.clone());
    call.idempotency = reading::idempotency(request, &operation).map_err(bad)?;
    let place = door.live.places.take(&session.actor, door.config.live.per_actor).ok_or_else(|| {
        let error = ApiError::new(Code::RateLimited, "Too many event streams are open.");
        // One ends whenever it likes.
        let error = ApiError { retry_after: Some(Duration::from_secs(1)), ..error };
        Refused { status: StatusCode::TOO_MANY_REQUESTS, error }
    })?;
    let (writer, reader) = mpsc::channel(QUEUE);
    let events = Events { door: door.clone(), session, writer, _place: place };
    actix_web::rt::spawn(events.run(call, operation, resume));
    let body = streams::unfold(reader, |mut reader| async {
        reader.recv().await.map(|bytes| (Ok::<_, std::convert::Infallible>(bytes), reader))
    });
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, "text/event-stream; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Neither a compressor nor a proxy may hold events back.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("x-request-id", &**request_id));
    response
        .message_body(BodyStream::new(Box::pin(body)))
        .map_err(|error| Refused { status: StatusCode::INTERNAL_SERVER_ERROR, error: ApiError::internal(error) })
}

fn refused(status: StatusCode, code: Code, message: &'static str) -> Refused {
    Refused { status, error: ApiError::new(code, message) }
}

/// Whether the operation changes something. One that is refused is told so by an event.
fn is_mutation(door: &Door, operation: &OperationRequest, request_id: &str) -> bool {
    let is_query = door.engine.is_query(operation, request_id);
    let is_subscription = door.engine.is_subscription(operation, request_id);
    matches!((is_query, is_subscription), (Ok(false), Ok(false)))
}

/// From where a client goes on that lost the connection.
fn last_event_id(request: &HttpRequest) -> Result<Option<EventCursor>, ApiError> {
    let Some(header) = request.headers().get("last-event-id") else { return Ok(None) };
    let text = header.to_str().unwrap_or_default();
    // What an event source sends that has seen no id yet.
    if text.is_empty() {
        return Ok(None);
    }
    let cursor = EventCursor::parse_text(text);
    cursor.map(Some).ok_or_else(|| ApiError::bad_input(path!["Last-Event-ID"], "This is not an id of this server."))
}

fn refuse(refused: &Refused, method: &Method, request_id: &str) -> HttpResponse {
    let answer = Answer::of_error(&refused.error, request_id);
    let mut response = HttpResponse::build(refused.status);
    response
        .insert_header((header::CONTENT_TYPE, "application/json; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("x-request-id", request_id));
    match refused.status {
        StatusCode::UNAUTHORIZED => response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"rapport\"")),
        // By GET it was a mutation.
        StatusCode::METHOD_NOT_ALLOWED if method == Method::GET => response.insert_header((header::ALLOW, "POST")),
        StatusCode::METHOD_NOT_ALLOWED => response.insert_header((header::ALLOW, "GET, POST")),
        _ => &mut response,
    };
    if let Some(after) = answer.retry_after {
        response.insert_header((header::RETRY_AFTER, headers::seconds(after)));
    }
    response.body(answer.json)
}
