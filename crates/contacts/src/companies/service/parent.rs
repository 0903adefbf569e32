//! Companies that belong to others.

use rapport_db::{DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiError, Code, InputPath};

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
    walk(tx, row, true, refuse)
}

/// Refuses to restore a company that would belong to itself by now. That what it belongs to is deleted is no reason.
///
/// # Errors
/// CONFLICT; or when the database fails.
pub(super) fn check_restored(tx: &mut Tx<'_>, row: &CompanyRow) -> Result<(), DbError> {
    walk(tx, row, false, |_| {
        let error = ApiError::bad_input(path!["input", "id"], "The company would belong to itself by now.");
        Err(ApiError { code: Code::Conflict, ..error }.into())
    })
}

fn walk(
    tx: &mut Tx<'_>,
    row: &CompanyRow,
    must_live: bool,
    refuse: impl FnOnce(&'static str) -> Result<(), DbError>,
) -> Result<(), DbError> {
    let mut above = row.parent_id;
    for level in 0..=HIGHEST {
        let Some(id) = above else { return Ok(()) };
        if id == row.id {
            return refuse("A company cannot belong to itself.");
        }
        match repo::hold_parent_of(tx, id)? {
            Some(next) => above = next,
            None if level == 0 && must_live => return refuse("There is no such company."),
            // Further up somebody was deleted: there it ends.
            None => return Ok(()),
        }
    }
    refuse("Too many companies stand above this one.")
}
