//! Changing a deal.

use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiResult, Call};

use super::{check_company, event, not_found, past, tell, unique};
use crate::{
    deals::{
        DealId, DealRow, contacts,
        inputs::{DealChanges, UpdateDealInput},
        lines, repo, scope,
    },
    ownership::check_owner,
    permissions,
    price_books::finding::Purchase,
    stays,
};

/// Changes a deal.
pub(crate) async fn deal_update(call: &Call, db: &Db, input: UpdateDealInput) -> ApiResult<DealRow> {
    call.require(&permissions::WRITE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

/// Changes a deal within a transaction.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    id: DealId,
    expected: Option<i32>,
    changes: &DealChanges,
) -> Result<DealRow, DbError> {
    let call = tx.call();
    let old = repo::lock(tx, &call.actor, id, scope::living())?.ok_or_else(not_found)?;
    check_version(expected, old.version)?;
    let mut row = old.clone();
    changes.apply(&mut row);
    if row.owner_id != old.owner_id {
        check_owner(tx, call, old.owner_id, row.owner_id)?;
    }
    let mut violations = Violations::new();
    if row.company_id != old.company_id {
        check_company(tx, call, row.company_id, &mut violations)?;
    }
    let before = lines::repo::of(tx, &[id])?;
    let after = match &changes.lines {
        Some(said) => {
            // An amount by hand says the currency; otherwise the lines may be in any.
            let by_hand = changes.amount.unwrap_or_else(|| row.money_by_hand()).map(|amount| amount.currency);
            let sold: Vec<_> = before.iter().filter_map(|line| line.product_id).collect();
            let first = match &changes.contacts {
                Some(people) => people.first().map(|one| one.contact),
                None => contacts::of(tx, &[id])?.first().map(|one| one.contact_id),
            };
            let purchase = Purchase { contact: first, company: row.company_id, day: tx.now().date() };
            lines::resolve::resolve(tx, id, said, &sold, purchase, by_hand, &mut violations)?
        }
        None => before.clone(),
    };
    lines::worth::settle(&mut row, changes.amount, &after, &mut violations);
    let was_proposed = old.proposed_kind.as_deref() == Some(old.kind.as_str());
    if row.company_id != old.company_id && old.proposed_kind.is_some() {
        // Another customer has another past. What somebody said of the kind stays.
        let people: Vec<_> = match &changes.contacts {
            Some(people) => people.iter().map(|one| one.contact).collect(),
            None => contacts::of(tx, &[id])?.into_iter().map(|one| one.contact_id).collect(),
        };
        past::propose(tx, &mut row, &people, changes.kind.is_some() || !was_proposed)?;
    }
    row.bump(tx.now());
    let mut event = tell(event("deal.updated", &row), Some(&old), &row);
    if let Some(people) = &changes.contacts {
        let present = contacts::of(tx, &[id])?;
        contacts::check(tx, call, &present, people, &mut violations)?;
        event = event.personal_change(
            "contacts",
            contacts::told(present.iter().map(|one| (one.contact_id, one.role.as_deref()))),
            contacts::told(people.iter().map(|one| (one.contact, one.role.as_deref()))),
        );
    }
    event = event.change("lines", lines::worth::told(&before), lines::worth::told(&after));
    violations.check()?;
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    let written = repo::update(tx, &row);
    unique::explain(tx, &row, written, path!["input", "externalId"])?;
    if let Some(people) = &changes.contacts {
        contacts::replace(tx, id, people)?;
    }
    if after != before {
        lines::repo::replace(tx, id, &after)?;
    }
    if row.money() != old.money() {
        stays::revalue(tx, &row)?;
    }
    tx.emit(event);
    Ok(row)
}
