//! Changing a company.

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiResult, Call};

use super::{bump, event, holder, not_found, parent, tell};
use crate::{
    companies::{
        CompanyId, CompanyRow, domains,
        inputs::{CompanyChanges, UpdateCompanyInput},
        repo, scope,
    },
    ownership::check_owner,
    permissions,
    search::index,
    version::check_version,
};

/// Changes a company.
pub(crate) async fn company_update(call: &Call, db: &Db, input: UpdateCompanyInput) -> ApiResult<CompanyRow> {
    call.require(&permissions::WRITE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(
    tx: &mut Tx<'_>,
    id: CompanyId,
    expected: Option<i32>,
    changes: &CompanyChanges,
) -> Result<CompanyRow, DbError> {
    let call = tx.call();
    let old = repo::lock(tx, id, scope::living())?.ok_or_else(not_found)?;
    scope::check_change(tx, &call.actor, &old)?;
    check_version(expected, old.version)?;
    let mut row = old.clone();
    changes.apply(&mut row);
    if row.owner_id != old.owner_id {
        check_owner(tx, call, old.owner_id, row.owner_id, path!["input"])?;
    }
    if row.parent_id != old.parent_id {
        parent::check(tx, &row, path!["input"])?;
    }
    bump(&mut row, tx.now());
    let mut event = tell(event("company.updated", &row), Some(&old), &row);
    let some = |list: Vec<String>| Some(list).filter(|list| !list.is_empty());
    if let Some(domains) = &changes.domains {
        event = event.personal_change("domains", some(domains::of(tx, id)?), some(domains.clone()));
    }
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    let mut written = repo::update(tx, &row);
    let lists = [(id, changes.domains.as_deref().unwrap_or_default())];
    if changes.domains.is_some() {
        written = written.and_then(|()| domains::remove(tx, id)).and_then(|()| domains::add(tx, &lists));
    }
    holder::explain(tx, std::slice::from_ref(&row), &lists, written, holder::Place::Field(|_| path!["input"]))?;
    index::company(tx, id)?;
    tx.emit(event);
    Ok(row)
}
