//! What clients say of a competitor.

use rapport_contacts::text;
use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::CompetitorId;

/// How long a name is at most.
pub(crate) const LONGEST_NAME: usize = 200;

/// A competitor to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateCompetitorInput {
    /// The name, at most 200 characters. No two living competitors have the same.
    pub name: String,
}

/// Another name for a competitor.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateCompetitorInput {
    /// The competitor.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The name, at most 200 characters. No two living competitors have the same.
    pub name: String,
}

impl CreateCompetitorInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a bad name.
    pub(crate) fn validate(&self) -> ApiResult<String> {
        let mut violations = Violations::new();
        let name = text::required(&mut violations, path!["input", "name"], &self.name, LONGEST_NAME);
        violations.check()?;
        Ok(name.unwrap_or_default())
    }
}

impl UpdateCompetitorInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(CompetitorId, String)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let name = text::required(&mut violations, path!["input", "name"], &self.name, LONGEST_NAME);
        violations.check()?;
        id.zip(name).ok_or_else(|| ApiError::not_found("Competitor"))
    }
}
