//! Events, as they are written.

use actix_web::web::Bytes;
use rapport_graphql::EventCursor;

/// An answer. JSON as this server writes it is one line, which is what an event's data must be here.
pub(super) fn next(json: &str, cursor: Option<EventCursor>) -> Bytes {
    let id = cursor.map(|cursor| format!("id: {cursor}\n")).unwrap_or_default();
    format!("{id}event: next\ndata: {json}\n\n").into()
}

/// Nothing more comes. Without data a browser would not tell the page of it.
pub(super) fn complete() -> Bytes {
    Bytes::from_static(b"event: complete\ndata:\n\n")
}

/// A comment, so that nobody between here and the client takes the connection for dead.
pub(super) fn keep_alive() -> Bytes {
    Bytes::from_static(b":\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_the_place_to_go_on_from() {
        assert_eq!(next("{}", None), "event: next\ndata: {}\n\n");
        let text = String::from_utf8(next("{}", Some(EventCursor(7))).to_vec()).unwrap();
        assert_eq!(text, format!("id: {}\nevent: next\ndata: {{}}\n\n", EventCursor(7)));
    }
}
