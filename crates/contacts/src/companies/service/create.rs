//! Recording a company.

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiResult, Call};

use super::{event, holder, tell};
use crate::{
    companies::{
        CompanyId, CompanyRow,
        inputs::{CompanyChanges, CreateCompanyInput},
        repo,
    },
    ownership::{check_owner, default_owner},
    permissions,
    search::index,
};

/// Records a company.
pub(crate) async fn company_create(call: &Call, db: &Db, input: CreateCompanyInput) -> ApiResult<CompanyRow> {
    call.require(&permissions::WRITE)?;
    let changes = input.validate()?;
    db.write(call, move |tx| write(tx, &changes)).await
}

fn write(tx: &mut Tx<'_>, changes: &CompanyChanges) -> Result<CompanyRow, DbError> {
    let call = tx.call();
    let mut row = CompanyRow {
        id: CompanyId::new(),
        version: 1,
        name: String::new(),
        domain: None,
        industry: None,
        employees: None,
        country: None,
        owner_id: None,
        created_at: tx.now(),
        updated_at: tx.now(),
        deleted_at: None,
    };
    changes.apply(&mut row);
    match changes.owner {
        Some(owner) => check_owner(tx, call, None, owner)?,
        None => row.owner_id = default_owner(tx, call)?,
    }
    let written = repo::insert(tx, &row);
    holder::explain(tx, &call.actor, &row, written, path!["input", "domain"])?;
    index::company(tx, row.id)?;
    tx.emit(tell(event("company.created", &row), None, &row));
    Ok(row)
}
