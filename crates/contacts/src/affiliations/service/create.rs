//! Recording an affiliation.

use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};

use super::{created, primary};
use crate::{
    affiliations::{
        AffiliationId, AffiliationRow,
        inputs::{CreateAffiliationInput, NewAffiliation},
        repo,
    },
    companies, people, permissions,
};

/// Records a role of a person at a company.
pub(crate) async fn affiliation_create(
    call: &Call,
    db: &Db,
    input: &CreateAffiliationInput,
) -> ApiResult<AffiliationRow> {
    call.require(&permissions::WRITE)?;
    let new = input.validate()?;
    db.write(call, move |tx| write(tx, &new)).await
}

fn write(tx: &mut Tx<'_>, new: &NewAffiliation) -> Result<AffiliationRow, DbError> {
    let actor = &tx.call().actor;
    people::repo::lock(tx, actor, new.contact, people::scope::living())?.ok_or_else(people::service::not_found)?;
    if !companies::repo::hold_living(tx, new.company)? {
        return Err(companies::service::not_found().into());
    }
    let others = repo::lock_of_contact(tx, new.contact)?;
    let row = AffiliationRow {
        id: AffiliationId::new(),
        version: 1,
        contact_id: new.contact,
        company_id: new.company,
        role: new.role.clone(),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        is_primary: new.is_primary.unwrap_or(others.is_empty()),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    if row.is_primary {
        primary::unset(tx, others)?;
    }
    repo::insert(tx, &row)?;
    tx.emit(created(&row));
    Ok(row)
}
