//! Changing an affiliation.

use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};

use super::{bump, lock, primary, updated};
use crate::{
    affiliations::{
        AffiliationId, AffiliationRow,
        inputs::{AffiliationChanges, UpdateAffiliationInput},
        repo,
    },
    permissions,
    version::check_version,
};

/// Changes an affiliation.
pub(crate) async fn affiliation_update(
    call: &Call,
    db: &Db,
    input: &UpdateAffiliationInput,
) -> ApiResult<AffiliationRow> {
    call.require(&permissions::WRITE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(
    tx: &mut Tx<'_>,
    id: AffiliationId,
    expected: Option<i32>,
    changes: &AffiliationChanges,
) -> Result<AffiliationRow, DbError> {
    let (old, others) = lock(tx, id)?;
    check_version(expected, old.version)?;
    let mut row = old.clone();
    changes.apply(&mut row)?;
    bump(&mut row, tx.now());
    let event = updated(&old, &row);
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    if row.is_primary {
        primary::unset(tx, others)?;
    }
    repo::update(tx, &row)?;
    tx.emit(event);
    Ok(row)
}
