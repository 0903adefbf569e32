//! The media type of the answer, and the status that goes with it.
//!
//! Source: the GraphQL-over-HTTP specification, draft of the GraphQL Foundation. With
//! `application/graphql-response+json` the status tells how the request fared; with the older `application/json` a
//! request that is GraphQL is answered 200 whatever came of it, since its clients cannot tell an error of a proxy from
//! one of the server otherwise.

use actix_web::http::StatusCode;
use rapport_graphql::operation::Answer;
use rapport_kernel::Code;

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    GraphqlResponse,
    Json,
}

impl MediaType {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The best that a client accepts; `None` when it accepts neither.
    pub(super) fn accepted(accept: Option<&str>) -> Option<Self> {
        let Some(accept) = accept else { return Some(Self::Json) };
        let mut best: Option<(f32, u8, Self)> = None;
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
            // More exact ranges win over wild ones of the same weight.
            let (media_type, exactness) = match essence.as_str() {
                "application/graphql-response+json" => (Self::GraphqlResponse, 2),
                "application/json" => (Self::Json, 2),
                "application/*" => (Self::Json, 1),
                "*/*" => (Self::Json, 0),
                _ => continue,
            };
            let parameter = |name: &str| {
                range.split(';').skip(1).filter_map(|part| part.split_once('=')).find_map(|(key, value)| {
                    key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
                })
            };
            if parameter("charset").is_some_and(|charset| !charset.eq_ignore_ascii_case("utf-8")) {
                continue;
            }
            let weight = parameter("q").and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
            let better = best.is_none_or(|(w, e, _)| weight > w || (weight >= w && exactness > e));
            if weight > 0.0 && better {
                best = Some((weight, exactness, media_type));
            }
        }
        best.map(|(_, _, media_type)| media_type)
    }
}

/// The status of an answer.
pub(super) fn status(answer: &Answer, media_type: MediaType) -> StatusCode {
    if answer.executed {
        return StatusCode::OK;
    }
    match answer.code {
        Some(Code::Unauthenticated) => StatusCode::UNAUTHORIZED,
        Some(Code::Overloaded) => StatusCode::SERVICE_UNAVAILABLE,
        Some(Code::Timeout) => StatusCode::GATEWAY_TIMEOUT,
        Some(Code::RateLimited) => StatusCode::TOO_MANY_REQUESTS,
        Some(Code::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
        Some(Code::PayloadTooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        _ if media_type == MediaType::Json => StatusCode::OK,
        Some(Code::Forbidden) => StatusCode::FORBIDDEN,
        Some(Code::Conflict) => StatusCode::CONFLICT,
        Some(Code::IdempotencyMismatch) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::BAD_REQUEST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_what_it_likes_best() {
        use MediaType::{GraphqlResponse, Json};
        for (accept, expected) in [
            (None, Some(Json)),
            (Some("*/*"), Some(Json)),
            (Some("application/json"), Some(Json)),
            (Some("application/graphql-response+json"), Some(GraphqlResponse)),
            (
                Some("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"),
                Some(GraphqlResponse),
            ),
            (Some("application/json;q=0.9, application/graphql-response+json"), Some(GraphqlResponse)),
            (Some("*/*, application/graphql-response+json;q=0.5"), Some(Json)),
            (Some("text/html"), None),
            (Some("application/json; charset=utf-16"), None),
            (Some("application/json;q=0"), None),
        ] {
            assert_eq!(MediaType::accepted(accept), expected, "{accept:?}");
        }
    }
}
