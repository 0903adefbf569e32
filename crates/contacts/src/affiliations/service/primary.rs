//! One primary affiliation per person.

use rapport_db::{DbError, Tx};

use super::{bump, updated};
use crate::affiliations::{AffiliationRow, repo};

/// Makes room for a new primary affiliation: the one that was is no longer. Written before the new one, or the unique
/// key `affiliations_primary` would refuse that.
pub(super) fn unset(tx: &mut Tx<'_>, others: Vec<AffiliationRow>) -> Result<(), DbError> {
    for old in others.into_iter().filter(|other| other.is_primary) {
        let mut row = old.clone();
        row.is_primary = false;
        bump(&mut row, tx.now());
        repo::update(tx, &row)?;
        tx.emit(updated(&old, &row));
    }
    Ok(())
}
