//! Telling a client what is wrong with its input, and where.

use async_graphql::{ID, InputType, InputValueError, Pos};
use rapport_kernel::{ApiError, ApiResult, Code, Id, InputPath, Kind, error::Violation};

/// Collects every bad value of an input, so that all are told at once.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one.
    pub fn add(&mut self, path: InputPath, message: impl Into<String>) {
        self.0.push(Violation { path, message: message.into() });
    }

    /// Takes the value, or keeps what is wrong with it.
    pub fn take<T>(&mut self, result: ApiResult<T>) -> Option<T> {
        result.map_err(|error| self.0.extend(error.violations)).ok()
    }

    /// Whether nothing was wrong so far.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are so far.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// The CONFLICT with records that hold what the input asks for: `holders` are those that the actor may read. Without a
    /// violation the holder gave up meanwhile what was asked for.
    #[must_use]
    pub fn conflict(self, message: &'static str, holders: Vec<String>) -> ApiError {
        let error = ApiError { code: Code::Conflict, message: message.into(), ..ApiError::violations(self.0) };
        error.with_conflicting_ids(holders)
    }

    /// Refuses the input if anything was wrong with it.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every violation.
    pub fn check(self) -> ApiResult<()> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::violations(self.0)) }
    }
}

/// Reads a global id of one kind.
///
/// # Errors
/// BAD_USER_INPUT for a text that is no id, or one of another kind.
pub fn id<K: Kind>(id: &ID, path: InputPath) -> ApiResult<Id<K>> {
    Id::from_global(&id.0).ok_or_else(|| ApiError::bad_input(path, format!("This is not the id of a {}.", K::NAME)))
}

/// What async-graphql says of a value that it cannot read.
pub(crate) fn refused<T: InputType>(name: &str, error: InputValueError<T>) -> ApiError {
    let message = error.into_server_error(Pos::default()).message;
    ApiError::bad_input(vec![name.to_owned().into()], message)
}

/// Writes an input path: `path!["input", "emails", 0]`.
#[macro_export]
macro_rules! path {
    ($($segment:expr),* $(,)?) => { vec![$(rapport_kernel::error::PathSegment::from($segment)),*] };
}
