//! What a client is told of an error. Whatever has no code of ours is a fault: it goes to the log, and the client
//! gets a request id to ask about it.

use async_graphql::ServerError;
use rapport_kernel::{ApiError, Code};

use super::answer::{ErrorBody, Location, extensions};

/// Errors as they leave, and what the first of them was.
pub(crate) fn masked(errors: Vec<ServerError>, request_id: &str) -> (Vec<ErrorBody>, Option<ApiError>) {
    let mut first = None;
    let bodies = errors.into_iter().map(|error| {
        let (body, api) = mask(error, request_id);
        first.get_or_insert(api);
        body
    });
    (bodies.collect(), first)
}

/// The error as it leaves, and what it was.
fn mask(error: ServerError, request_id: &str) -> (ErrorBody, ApiError) {
    let api = match error.source::<ApiError>() {
        Some(known) => known.clone(),
        None if is_of_input(&error.message) => ApiError::new(Code::BadUserInput, error.message.clone()),
        None => ApiError::internal(&error.message),
    };
    if api.code == Code::Internal {
        tracing::error!(request_id, cause = api.cause, path = ?error.path, "a fault");
    }
    let body = ErrorBody {
        message: api.message.clone().into_owned(),
        locations: error.locations.iter().map(|pos| Location { line: pos.line, column: pos.column }).collect(),
        path: error.path,
        extensions: extensions(&api, request_id),
    };
    (body, api)
}

/// Whether async-graphql says that it could not read a value of the input. The coercion has seen every value before;
/// what a type of ours refuses beyond that is still the input's fault, and such a text holds nothing else.
fn is_of_input(message: &str) -> bool {
    ["Failed to parse \"", "Expected input type \"", "Invalid value for argument \""]
        .iter()
        .any(|words| message.starts_with(words))
}
