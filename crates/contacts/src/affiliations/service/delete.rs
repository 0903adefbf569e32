//! Removing an affiliation.

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{deleted, lock};
use crate::{
    affiliations::{AffiliationId, repo},
    permissions,
    version::check_version,
};

/// Removes an affiliation for good.
pub(crate) async fn affiliation_delete(
    call: &Call,
    db: &Db,
    id: AffiliationId,
    expected: Option<i32>,
) -> ApiResult<AffiliationId> {
    call.require(&permissions::DELETE)?;
    db.write(call, move |tx| {
        let (row, _) = lock(tx, id)?;
        check_version(expected, row.version)?;
        repo::delete(tx, id)?;
        tx.emit(deleted(&row));
        Ok(id)
    })
    .await
}
