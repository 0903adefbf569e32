//! The competitor whom somebody names as they win or lose a deal.

use rapport_db::{DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::ApiError;

use super::event;
use crate::competitors::{CompetitorId, CompetitorRow, repo};

/// How a competitor is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// By the id of the record.
    Id(CompetitorId),
    /// By name, in upper or lower case; one that is not there is recorded.
    Name(String),
}

/// The competitor of this name, who is recorded if there is none.
///
/// # Errors
/// BAD_USER_INPUT for an id that is of none; or when the database fails.
pub(crate) fn find(tx: &mut Tx<'_>, named: &Named) -> Result<CompetitorId, DbError> {
    let name = match named {
        Named::Id(id) if repo::by_ids(tx, &[*id])?.is_empty() => {
            return Err(ApiError::bad_input(path!["input", "competitorId"], "There is no such competitor.").into());
        }
        Named::Id(id) => return Ok(*id),
        Named::Name(name) => name,
    };
    if let Some(id) = repo::holders(tx, name)?.pop() {
        return Ok(id);
    }
    let now = tx.now();
    let id = CompetitorId::new();
    let row = CompetitorRow { id, version: 1, name: name.clone(), created_at: now, updated_at: now, deleted_at: None };
    // Of two at once, the unique name leaves one; the other is told, and finds it when it is sent again.
    let written = repo::insert(tx, &row);
    super::explain(tx, &row, written)?;
    tx.emit(event("competitor.created", &row).change("name", None::<()>, Some(&row.name)));
    Ok(id)
}
