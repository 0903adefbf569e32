//! Deleting a company, and taking that back.

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{bump, event, holder, not_found, parent};
use crate::{
    companies::{CompanyId, CompanyRow, domains, repo, scope},
    permissions,
    search::index,
    version::check_version,
};

/// Deletes a company: gone from every list, restorable, and its domain is free for others. Roles of people at it stay,
/// and show no company until it is restored.
pub(crate) async fn company_delete(
    call: &Call,
    db: &Db,
    id: CompanyId,
    expected: Option<i32>,
) -> ApiResult<CompanyRow> {
    call.require(&permissions::DELETE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, id, scope::living())?.ok_or_else(not_found)?;
        scope::check_change(tx, &call.actor, &row)?;
        check_version(expected, row.version)?;
        let now = tx.now();
        bump(&mut row, now);
        row.deleted_at = Some(now);
        repo::update(tx, &row)?;
        domains::release(tx, id, Some(now))?;
        index::company(tx, id)?;
        tx.emit(event("company.deleted", &row).change("deletedAt", None::<()>, Some(now)));
        Ok(row)
    })
    .await
}

/// Restores a deleted company, unless another has its domain by now.
pub(crate) async fn company_restore(
    call: &Call,
    db: &Db,
    id: CompanyId,
    expected: Option<i32>,
) -> ApiResult<CompanyRow> {
    call.require(&permissions::WRITE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, id, scope::deleted())?.ok_or_else(not_found)?;
        scope::check_change(tx, &call.actor, &row)?;
        check_version(expected, row.version)?;
        let was_deleted_at = row.deleted_at.take();
        bump(&mut row, tx.now());
        parent::check_restored(tx, &row)?;
        let domains = domains::of(tx, id)?;
        let written = repo::update(tx, &row).and_then(|()| domains::release(tx, id, None));
        holder::explain(tx, std::slice::from_ref(&row), &[(id, &domains)], written, holder::Place::Id)?;
        index::company(tx, id)?;
        tx.emit(event("company.restored", &row).change("deletedAt", was_deleted_at, None::<()>));
        Ok(row)
    })
    .await
}
