//! The one error that reaches a client, and the closed list of its codes.

use std::{borrow::Cow, fmt, time::Duration};

/// What a service returns.
pub type ApiResult<T> = Result<T, ApiError>;

/// The kinds of failure that a client can tell apart. The list is part of the API's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// No valid credentials came with the request.
    Unauthenticated,
    /// The actor is known and may not do this.
    Forbidden,
    /// The record does not exist, or is outside what the actor may see: both answer alike.
    NotFound,
    /// An argument or variable has the wrong shape or value.
    BadUserInput,
    /// The change collides with the present state: a stale version, or a value that is taken.
    Conflict,
    /// The idempotency key was used before with another body.
    IdempotencyMismatch,
    /// The cursor is older than what is kept.
    CursorExpired,
    /// The document is not GraphQL.
    ParseFailed,
    /// The document does not fit the schema.
    ValidationFailed,
    /// The hash of a persisted query is not known.
    PersistedQueryNotFound,
    /// The request is larger than the server takes.
    PayloadTooLarge,
    /// The operation asks for more than one request may.
    TooComplex,
    /// The actor has used up what it may ask for now.
    RateLimited,
    /// The server has no capacity at this moment.
    Overloaded,
    /// The operation ran longer than it may.
    Timeout,
    /// A fault of the server. The log has the cause under the request id.
    Internal,
}

impl Code {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 16] = [
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::BadUserInput,
        Self::Conflict,
        Self::IdempotencyMismatch,
        Self::CursorExpired,
        Self::ParseFailed,
        Self::ValidationFailed,
        Self::PersistedQueryNotFound,
        Self::PayloadTooLarge,
        Self::TooComplex,
        Self::RateLimited,
        Self::Overloaded,
        Self::Timeout,
        Self::Internal,
    ];

    /// The code as it stands in `extensions.code`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Conflict => "CONFLICT",
            Self::IdempotencyMismatch => "IDEMPOTENCY_MISMATCH",
            Self::CursorExpired => "CURSOR_EXPIRED",
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::TooComplex => "TOO_COMPLEX",
            Self::RateLimited => "RATE_LIMITED",
            Self::Overloaded => "OVERLOADED",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
        }
    }
}

/// Where in the arguments a bad value stands: `["input", "emails", 0, "address"]`.
pub type InputPath = Vec<PathSegment>;

/// One step of an [`InputPath`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// A field of an input object, or an argument.
    Field(Cow<'static, str>),
    /// A position in a list.
    Index(usize),
}

impl From<&'static str> for PathSegment {
    fn from(name: &'static str) -> Self {
        Self::Field(Cow::Borrowed(name))
    }
}
impl From<String> for PathSegment {
    fn from(name: String) -> Self {
        Self::Field(Cow::Owned(name))
    }
}
impl From<usize> for PathSegment {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// One bad value of an input: where it stands and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where the value stands.
    pub path: InputPath,
    /// What is wrong, for people.
    pub message: String,
}

/// A failure with all that its client is told about it.
///
/// What it holds is public. The inner cause of a fault stays in `cause`, which is logged and never sent.
#[derive(Clone, Debug)]
pub struct ApiError {
    /// Which kind of failure.
    pub code: Code,
    /// What happened, for people.
    pub message: Cow<'static, str>,
    /// Every bad value of the input, all reported at once.
    pub violations: Vec<Violation>,
    /// Global ids of the records in the way, only such as the actor may read.
    pub conflicting_ids: Vec<String>,
    /// How long to wait before trying again.
    pub retry_after: Option<Duration>,
    /// The inner cause, for the log alone.
    pub cause: Option<String>,
}

impl ApiError {
    /// A failure of this kind.
    #[must_use]
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            violations: Vec::new(),
            conflicting_ids: Vec::new(),
            retry_after: None,
            cause: None,
        }
    }

    /// One bad value at `path`.
    #[must_use]
    pub fn bad_input(path: InputPath, message: impl Into<String>) -> Self {
        Self::violations(vec![Violation { path, message: message.into() }])
    }

    /// All the bad values of an input. The message is that of the first.
    #[must_use]
    pub fn violations(violations: Vec<Violation>) -> Self {
        let message = violations.first().map_or_else(|| "The input is not valid.".to_owned(), |v| v.message.clone());
        Self { violations, ..Self::new(Code::BadUserInput, message) }
    }

    /// The record named `what` does not exist for this actor.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("{what} not found."))
    }

    /// The actor lacks this permission.
    #[must_use]
    pub fn forbidden(permission: &str) -> Self {
        Self::new(Code::Forbidden, format!("This needs the permission {permission}."))
    }

    /// A fault of the server; `cause` goes to the log alone.
    #[must_use]
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::new(Code::Internal, "Something went wrong on our side.") }
    }

    /// The same failure, naming the records in the way.
    #[must_use]
    pub fn with_conflicting_ids(mut self, ids: Vec<String>) -> Self {
        self.conflicting_ids = ids;
        self
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct() {
        let texts: std::collections::HashSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(texts.len(), Code::ALL.len());
    }

    #[test]
    fn the_cause_of_a_fault_is_not_its_message() {
        let error = ApiError::internal("table users is on fire");
        assert!(!error.to_string().contains("fire"));
        assert!(error.cause.is_some_and(|cause| cause.contains("fire")));
    }
}
