//! Removing a company for good.

use rapport_db::{Db, Sql, erasure};
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::{
    companies::{CompanyId, repo, scope},
    permissions,
    search::index,
    version::check_version,
};

/// Removes a company, living or deleted, with the roles that people had there. One event tells of it: the roles have
/// none of their own.
pub(crate) async fn company_purge(call: &Call, db: &Db, id: CompanyId, expected: Option<i32>) -> ApiResult<CompanyId> {
    call.require(&permissions::PURGE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, id, Sql::text("TRUE"))?.ok_or_else(not_found)?;
        scope::check_change(tx, &call.actor, &row)?;
        check_version(expected, row.version)?;
        row.version = row.version.saturating_add(1);
        repo::delete(tx, id)?;
        index::company(tx, id)?;
        erasure::forget(tx, id.uuid())?;
        tx.emit(event("company.purged", &row).change("purgedAt", None::<()>, Some(tx.now())));
        Ok(id)
    })
    .await
}
