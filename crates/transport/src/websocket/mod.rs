//! GraphQL over WebSocket: the protocol `graphql-transport-ws`, at the same address as HTTP.
//!
//! [`open`] answers the upgrade, and [`socket`] is what happens on a socket: a task that reads what the client says,
//! writes what its operations ([`operation`]) answer, and asks now and then whether the client is still there. Every
//! queue is bounded, so that a client that does not read is held back and then given up.

mod close;
mod credentials;
mod frames;
mod message;
mod operation;
mod socket;

use actix_web::{
    HttpRequest, HttpResponse,
    guard::GuardContext,
    http::{StatusCode, header},
    web,
};

use self::{close::Close, credentials::Credentials, socket::Socket};
use crate::{http::Door, origin};

/// The name of the protocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// Whether a request asks for a socket.
pub(crate) fn is_asked_for(ctx: &GuardContext<'_>) -> bool {
    let upgrade = ctx.head().headers().get(header::UPGRADE).and_then(|upgrade| upgrade.to_str().ok());
    upgrade.is_some_and(|upgrade| upgrade.to_ascii_lowercase().contains("websocket"))
}

/// Opens a socket.
pub(crate) async fn open(
    door: web::Data<Door>,
    request: HttpRequest,
    payload: web::Payload,
) -> actix_web::Result<HttpResponse> {
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    // Who is no browser sends no origin. A browser does, and would send its user's credentials from any page.
    if let Some(origin) = header(header::ORIGIN)
        && !origin::is_welcome(origin, header(header::HOST), &door.config.origins)
    {
        return Ok(refuse(StatusCode::FORBIDDEN, "Sockets are not opened from this origin.\n"));
    }
    if door.live.is_draining() {
        return Ok(refuse(StatusCode::SERVICE_UNAVAILABLE, "The server is about to end.\n"));
    }
    let largest = door.config.live.largest_message;
    let payload = frames::bounded(&request, payload, largest).await?;
    let (response, session, messages) = actix_ws::handle_with_protocols(&request, payload, &[PROTOCOL])?;
    let messages = messages.max_frame_size(largest).aggregate_continuations().max_continuation_size(largest);
    // Browsers tell a page why a socket was closed, and not why it was not opened: what speaks another protocol is
    // let in and told so.
    if response.headers().contains_key(header::SEC_WEBSOCKET_PROTOCOL) {
        let socket = Socket::new(door, session, Credentials::of(&request));
        actix_web::rt::spawn(socket.serve(messages));
    } else {
        actix_web::rt::spawn(session.close(Some(Close::SUBPROTOCOL.into())));
    }
    Ok(response)
}

fn refuse(status: StatusCode, why: &'static str) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(why)
}
