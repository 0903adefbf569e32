//! Whether a client wants events.

use actix_web::{guard::GuardContext, http::header};

/// Whether a request prefers a stream of events to a single answer.
pub(crate) fn is_asked_for(ctx: &GuardContext<'_>) -> bool {
    let accept = ctx.head().headers().get_all(header::ACCEPT).filter_map(|accept| accept.to_str().ok());
    prefers_events(accept)
}

/// Clients that take both name JSON as well: they get events only when they want them more. Wild ranges say nothing.
fn prefers_events<'a>(accept: impl Iterator<Item = &'a str>) -> bool {
    let (mut events, mut json) = (0.0_f32, 0.0_f32);
    for range in accept.flat_map(|accept| accept.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight =
            parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
        let weight = weight.and_then(|(_, weight)| weight.trim().parse::<f32>().ok()).unwrap_or(1.0);
        match essence.as_str() {
            "text/event-stream" => events = events.max(weight),
            "application/json" | "application/graphql-response+json" => json = json.max(weight),
            _ => {}
        }
    }
    events > json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_go_to_who_prefers_them() {
        for (accept, wanted) in [
            ("text/event-stream", true),
            ("text/event-stream, */*", true),
            ("TEXT/Event-Stream;q=0.9, application/json;q=0.8", true),
            ("text/event-stream, multipart/mixed", true),
            ("application/graphql-response+json, application/json, text/event-stream, multipart/mixed", false),
            ("text/event-stream;q=0", false),
            ("*/*", false),
            ("application/json", false),
            ("", false),
        ] {
            assert_eq!(prefers_events([accept].into_iter()), wanted, "{accept}");
        }
        assert!(prefers_events(["application/json;q=0.5", "text/event-stream"].into_iter()));
    }
}
