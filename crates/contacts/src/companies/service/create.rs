//! Recording companies.

use std::collections::HashSet;

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiResult, Call, InputPath};

use super::{event, holder, parent, tell};
use crate::{
    companies::{
        CompanyId, CompanyRow, domains,
        inputs::{CompanyChanges, CreateCompaniesInput, CreateCompanyInput, at_index},
        repo,
    },
    import::trial,
    ownership::{check_owner, default_owner},
    permissions,
    search::index,
};

/// Records a company.
pub(crate) async fn company_create(call: &Call, db: &Db, input: CreateCompanyInput) -> ApiResult<CompanyRow> {
    call.require(&permissions::WRITE)?;
    let changes = vec![input.validate()?];
    db.write(call, move |tx| {
        let rows = write(tx, &changes, |_| path!["input"])?;
        rows.into_iter().next().ok_or_else(|| DbError::from(super::not_found()))
    })
    .await
}

/// Records companies together: all, or none.
pub(crate) async fn companies_create(call: &Call, db: &Db, input: CreateCompaniesInput) -> ApiResult<Vec<CompanyRow>> {
    call.require(&permissions::WRITE)?;
    let all = input.validate()?;
    // With an idempotency key the outcome is kept. It names the records alone: a purge of one of many people could not
    // find what it told of them.
    let ids: Vec<CompanyId> =
        db.write(call, move |tx| Ok(write(tx, &all, at_index)?.into_iter().map(|row| row.id).collect())).await?;
    let wanted = ids.clone();
    let mut rows = db.read(move |conn| Ok(repo::living(conn, &wanted)?)).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// Records companies that were checked before: all, or none. Without `keep` it is all taken back, once it has gone well.
pub(crate) async fn companies_write(call: &Call, db: &Db, all: Vec<CompanyChanges>, keep: bool) -> ApiResult<()> {
    call.require(&permissions::WRITE)?;
    trial::write(call, db, keep, move |tx| write(tx, &all, at_index).map(drop)).await
}

/// Writes companies in one statement per table, however many they are. `at` is where each stands in the input.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    all: &[CompanyChanges],
    at: fn(usize) -> InputPath,
) -> Result<Vec<CompanyRow>, DbError> {
    let rows = owned(tx, all, at)?;
    let lists: Vec<_> =
        rows.iter().zip(all).map(|(row, changes)| (row.id, changes.domains.as_deref().unwrap_or_default())).collect();
    let written = repo::insert(tx, &rows).and_then(|()| domains::add(tx, &lists));
    holder::explain(tx, &rows, &lists, written, holder::Place::Field(at))?;
    index::companies(tx, &rows.iter().map(|row| row.id).collect::<Vec<_>>())?;
    for (row, (_, domains)) in rows.iter().zip(&lists) {
        tx.emit(tell(event("company.created", row), None, row).personal_change(
            "domains",
            None::<()>,
            Some(domains).filter(|domains| !domains.is_empty()),
        ));
    }
    Ok(rows)
}

/// The rows, each with who looks after the company.
fn owned(tx: &mut Tx<'_>, all: &[CompanyChanges], at: fn(usize) -> InputPath) -> Result<Vec<CompanyRow>, DbError> {
    let call = tx.call();
    let default = if all.iter().all(|changes| changes.owner.is_some()) { None } else { default_owner(tx, call)? };
    let mut checked = HashSet::new();
    let mut parents = HashSet::new();
    let mut rows = Vec::with_capacity(all.len());
    for (index, changes) in all.iter().enumerate() {
        let mut row = CompanyRow::new(tx.now());
        row.owner_id = default;
        changes.apply(&mut row);
        if let Some(owner) = changes.owner
            && checked.insert(owner)
        {
            check_owner(tx, call, None, owner, at(index))?;
        }
        // What is new stands above nothing: each parent is looked at once.
        if row.parent_id.is_some_and(|parent| parents.insert(parent)) {
            parent::check(tx, &row, at(index))?;
        }
        rows.push(row);
    }
    Ok(rows)
}
