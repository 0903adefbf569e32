//! Recording a deal.

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiResult, Call};

use super::{check_company, event, past, stage, tell, unique};
use crate::{
    deals::{
        DealRow, DealStatus, contacts,
        inputs::{CreateDealInput, DealChanges, Start},
        lines, repo,
    },
    gates,
    ownership::{check_owner, default_owner},
    permissions,
    price_books::finding::Purchase,
    stays,
};

/// Records a deal, which enters a stage for open deals.
pub(crate) async fn deal_create(call: &Call, db: &Db, input: CreateDealInput) -> ApiResult<DealRow> {
    call.require(&permissions::WRITE)?;
    let (start, changes) = input.validate()?;
    db.write(call, move |tx| write(tx, start, &changes)).await
}

/// Records a deal within a transaction.
pub(crate) fn write(tx: &mut Tx<'_>, start: Start, changes: &DealChanges) -> Result<DealRow, DbError> {
    let call = tx.call();
    let stage = match start {
        Start::Stage(id) => stage::named(tx, id, DealStatus::Open, None)?,
        Start::Pipeline(id) => stage::first(tx, id, DealStatus::Open, None)?,
    };
    let mut row = DealRow::new(&stage, tx.now());
    if changes.owner.is_none() {
        row.owner_id = default_owner(tx, call)?;
    }
    changes.apply(&mut row);
    if let Some(owner) = changes.owner {
        check_owner(tx, call, None, owner)?;
    }
    let people = changes.contacts.as_deref().unwrap_or_default();
    let mut violations = Violations::new();
    check_company(tx, call, row.company_id, &mut violations)?;
    contacts::check(tx, call, &[], people, &mut violations)?;
    let contacts: Vec<_> = people.iter().map(|one| one.contact).collect();
    past::propose(tx, &mut row, &contacts, changes.kind.is_some())?;
    let currency = changes.amount.flatten().map(|amount| amount.currency);
    let said = changes.lines.as_deref().unwrap_or_default();
    let purchase = Purchase { contact: contacts.first().copied(), company: row.company_id, day: tx.now().date() };
    let lines = lines::resolve::resolve(tx, row.id, said, &[], purchase, currency, &mut violations)?;
    lines::worth::settle(&mut row, changes.amount, &lines, &mut violations);
    violations.check()?;
    let written = repo::insert(tx, &row);
    unique::explain(tx, &row, written, path!["input", "externalId"])?;
    contacts::replace(tx, row.id, people)?;
    lines::repo::replace(tx, row.id, &lines)?;
    gates::check::require(tx, call, &row, &stage)?;
    stays::enter(tx, &row, row.created_at)?;
    let told = contacts::told(people.iter().map(|one| (one.contact, one.role.as_deref())));
    let event = tell(event("deal.created", &row), None, &row);
    let event = event.change("lines", None::<()>, lines::worth::told(&lines));
    tx.emit(event.personal_change("contacts", None::<()>, told));
    Ok(row)
}
