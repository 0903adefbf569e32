//! Companies that belong to others.

use rapport_db::{DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiError, InputPath};

use crate::companies::{CompanyRow, repo};

/// How many companies stand above another, at most.
const HIGHEST: usize = 50;

/// Refuses a parent that does not live, or that belongs to the company itself. All that stand above are held until the
/// transaction ends: of two changes that would close a ring together, one comes second and sees the other.
///
/// # Errors
/// BAD_USER_INPUT; or when the database fails.
pub(super) fn check(tx: &mut Tx<'_>, row: &CompanyRow, at: InputPath) -> Result<(), DbError> {
    let refuse = |message: &'static str| {
        let path = at.into_iter().chain(path!["parentId"]).collect();
        Err(ApiError::bad_input(path, message).into())
    };
    let mut above = row.parent_id;
    for level in 0..=HIGHEST {
        let Some(id) = above else { return Ok(()) };
        if id == row.id {
            return refuse("A company cannot belong to itself.");
        }
        match repo::hold_parent_of(tx, id)? {
            Some(next) => above = next,
            None if level == 0 => return refuse("There is no such company."),
            // Further up somebody was deleted: there it ends.
            None => return Ok(()),
        }
    }
    refuse("Too many companies stand above this one.")
}
