//! What is done with competitors: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod named;
mod remove;
mod update;

pub(crate) use create::competitor_create;
pub(crate) use named::{Named, find};
pub(crate) use update::competitor_update;

use diesel::QueryResult;
use rapport_db::{DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, NewEvent};

use super::{CompetitorId, CompetitorRow, repo};

/// The error for a competitor that is not there.
fn not_found() -> ApiError {
    ApiError::not_found("Competitor")
}

/// The event of this kind about a competitor.
fn event(kind: &'static str, row: &CompetitorRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version)
}

/// Passes on how a competitor was written; when another has its name, says which.
///
/// # Errors
/// CONFLICT; or what the database said.
fn explain(tx: &mut Tx<'_>, row: &CompetitorRow, written: QueryResult<()>) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some("competitors_living_name") => {
            let mut holders = repo::holders(tx, &row.name)?;
            holders.retain(|holder| *holder != row.id);
            let mut violations = Violations::new();
            if !holders.is_empty() {
                violations.add(path!["input", "name"], "Another competitor has this name.");
            }
            let holders = holders.into_iter().map(CompetitorId::to_global).collect();
            Err(violations.conflict("Another competitor has this name.", holders).into())
        }
        written => Ok(written?),
    }
}
