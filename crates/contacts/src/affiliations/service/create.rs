//! Recording affiliations.

use std::collections::HashMap;

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Call, InputPath};

use super::{created, primary};
use crate::{
    affiliations::{
        AffiliationId, AffiliationRow,
        inputs::{CreateAffiliationInput, CreateAffiliationsInput, NewAffiliation, at_index},
        repo,
    },
    companies::{self, CompanyId},
    people::{self, ContactId},
    permissions,
};

/// Records a role of a person at a company.
pub(crate) async fn affiliation_create(
    call: &Call,
    db: &Db,
    input: &CreateAffiliationInput,
) -> ApiResult<AffiliationRow> {
    call.require(&permissions::WRITE)?;
    let new = input.validate()?;
    db.write(call, move |tx| {
        let (people, companies) = lock(tx, std::slice::from_ref(&new))?;
        if !people.contains(&new.contact) {
            return Err(people::service::not_found().into());
        }
        if !companies.contains(&new.company) {
            return Err(companies::service::not_found().into());
        }
        let rows = write(tx, std::slice::from_ref(&new))?;
        rows.into_iter().next().ok_or_else(|| DbError::from(ApiError::not_found("Affiliation")))
    })
    .await
}

/// Records roles together: all, or none.
pub(crate) async fn affiliations_create(
    call: &Call,
    db: &Db,
    input: &CreateAffiliationsInput,
) -> ApiResult<Vec<AffiliationRow>> {
    call.require(&permissions::WRITE)?;
    let all = input.validate()?;
    // With an idempotency key the outcome is kept. It names the records alone: a purge of one of many people could not
    // find what it told of them.
    let create = move |tx: &mut Tx<'_>| -> Result<Vec<AffiliationId>, DbError> {
        let (people, companies) = lock(tx, &all)?;
        let mut violations = Violations::new();
        let at = |index, field| -> InputPath { at_index(index).into_iter().chain(path![field]).collect() };
        for (index, new) in all.iter().enumerate() {
            if !people.contains(&new.contact) {
                violations.add(at(index, "contactId"), "There is no such person.");
            }
            if !companies.contains(&new.company) {
                violations.add(at(index, "companyId"), "There is no such company.");
            }
        }
        violations.check()?;
        Ok(write(tx, &all)?.into_iter().map(|row| row.id).collect())
    };
    let ids = db.write(call, create).await?;
    let (wanted, actor) = (ids.clone(), call.actor.clone());
    let mut rows = db.read(move |conn| Ok(repo::visible_by_ids(conn, &actor, &wanted)?)).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// The people among these whom the actor sees, locked, and the companies, held: all of them living, until the
/// transaction ends.
fn lock(tx: &mut Tx<'_>, all: &[NewAffiliation]) -> Result<(Vec<ContactId>, Vec<CompanyId>), DbError> {
    let actor = &tx.call().actor;
    let mut people: Vec<_> = all.iter().map(|new| new.contact).collect();
    people.sort();
    people.dedup();
    let mut companies: Vec<_> = all.iter().map(|new| new.company).collect();
    companies.sort();
    companies.dedup();
    let people = people::repo::lock_many(tx, actor, &people, people::scope::living())?;
    Ok((people.into_iter().map(|row| row.id).collect(), companies::repo::hold_living(tx, &companies)?))
}

/// Writes roles one after the other, in one statement.
pub(crate) fn write(tx: &mut Tx<'_>, all: &[NewAffiliation]) -> Result<Vec<AffiliationRow>, DbError> {
    let mut people: Vec<_> = all.iter().map(|new| new.contact).collect();
    people.sort();
    people.dedup();
    let mut others: HashMap<ContactId, Vec<AffiliationRow>> = HashMap::new();
    for row in repo::lock_of_contacts(tx, &people)? {
        others.entry(row.contact_id).or_default().push(row);
    }
    let mut rows: Vec<AffiliationRow> = Vec::with_capacity(all.len());
    for new in all {
        let is_first = !others.contains_key(&new.contact) && rows.iter().all(|row| row.contact_id != new.contact);
        let row = AffiliationRow {
            id: AffiliationId::new(),
            version: 1,
            contact_id: new.contact,
            company_id: new.company,
            role: new.role.clone(),
            starts_on: new.starts_on,
            ends_on: new.ends_on,
            is_primary: new.is_primary.unwrap_or(is_first),
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        if row.is_primary {
            primary::unset(tx, others.remove(&new.contact).unwrap_or_default())?;
            rows.iter_mut().filter(|other| other.contact_id == new.contact).for_each(|other| other.is_primary = false);
            // That there were others is not forgotten.
            others.insert(new.contact, Vec::new());
        }
        rows.push(row);
    }
    repo::insert(tx, &rows)?;
    for row in &rows {
        tx.emit(created(row));
    }
    Ok(rows)
}
