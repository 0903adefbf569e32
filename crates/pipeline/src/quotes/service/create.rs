//! Making a quote of a deal's lines.

use rapport_contacts::{kept, people::ContactById};
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input::Violations, loader::Batch, path};
use rapport_kernel::{ApiError, ApiResult, Call};

use super::tell;
use crate::{
    deals::{self, DealRow, LineRow, lines::arithmetic::plus},
    permissions,
    quotes::{
        QuoteId, QuoteLineRow, QuoteRow, QuoteStatus,
        inputs::{CreateQuoteInput, Draft},
        lines, repo,
    },
};

/// Makes a quote: the first of a deal, or another version of its latest, which is then superseded. After an accepted one a new
/// quote begins.
pub(crate) async fn quote_create(call: &Call, db: &Db, input: CreateQuoteInput) -> ApiResult<QuoteRow> {
    call.require(&permissions::SELL)?;
    let draft = input.validate(call.clock.now())?;
    db.write(call, move |tx| write(tx, &draft)).await
}

fn write(tx: &mut Tx<'_>, draft: &Draft) -> Result<QuoteRow, DbError> {
    let call = tx.call();
    let no_deal = || ApiError::bad_input(path!["input", "dealId"], "There is no such deal.");
    let deal = deals::repo::lock(tx, &call.actor, draft.deal, deals::scope::living())?.ok_or_else(no_deal)?;
    let sold = deals::lines::repo::of(tx, &[deal.id])?;
    let mut violations = Violations::new();
    if sold.is_empty() {
        violations.add(path!["input", "dealId"], "The deal has no lines: there is nothing to be quoted.");
    }
    if draft.line_tax_rates.as_ref().is_some_and(|rates| rates.len() != sold.len()) {
        violations.add(path!["input", "lineTaxRatesBasisPoints"], "Say one for each line of the deal.");
    }
    if let Some(contact) = draft.contact
        && ContactById::load(tx, call, &[contact])?.is_empty()
    {
        violations.add(path!["input", "contactId"], "There is no such person.");
    }
    let id = QuoteId::new();
    let lines = quoted(id, sold, draft);
    let sum = |of: fn(&QuoteLineRow) -> i64| lines.iter().try_fold(0_i64, |sum, line| plus(sum, of(line)));
    let sums = sum(|line| line.net).zip(sum(|line| line.tax));
    let sums = sums.and_then(|(net, tax)| Some([net, tax, plus(net, tax)?]));
    if sums.is_none() {
        violations.add(path!["input", "taxRateBasisPoints"], "Together this is more than an amount can be.");
    }
    violations.check()?;
    let (number, revision) = supersede(tx, &deal)?;
    let [net, tax, total] = sums.unwrap_or_default();
    let first = deals::contacts::of(tx, &[deal.id])?.first().map(|one| one.contact_id);
    let row = QuoteRow {
        id,
        version: 1,
        number,
        revision,
        deal_id: deal.id,
        contact_id: draft.contact.or(first),
        company_id: deal.company_id,
        status: kept::name(QuoteStatus::Draft).to_owned(),
        currency: lines.first().map(|line| line.currency.clone()).unwrap_or_default(),
        net,
        tax,
        total,
        valid_until: draft.valid_until,
        terms: draft.terms.clone(),
        sent_at: None,
        decided_at: None,
        decline_reason: None,
        order_id: None,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    repo::insert(tx, &row)?;
    lines::insert(tx, &lines)?;
    let event = tell::tell(tell::event("quote.created", &row), None, &row);
    let event = event.personal_change("terms", None::<()>, &row.terms);
    tx.emit(event.change("lines", None::<()>, tell::lines(&lines)));
    Ok(row)
}

fn quoted(quote: QuoteId, sold: Vec<LineRow>, draft: &Draft) -> Vec<QuoteLineRow> {
    let rate = |index: usize| draft.line_tax_rates.as_ref().and_then(|rates| rates.get(index).copied());
    let lines = sold.into_iter().enumerate();
    lines.map(|(index, line)| QuoteLineRow::of(quote, line, rate(index).unwrap_or(draft.tax_rate))).collect()
}

/// The number and the version of the deal's next quote. What could still be accepted of the deal is superseded by it.
fn supersede(tx: &mut Tx<'_>, deal: &DealRow) -> Result<(String, u32), DbError> {
    let present = repo::of_deal(tx, deal.id)?;
    let next = present.first().filter(|latest| latest.left() != QuoteStatus::Accepted);
    let next = next.map(|latest| (latest.number.clone(), latest.revision.saturating_add(1)));
    for old in present.into_iter().filter(|quote| matches!(quote.left(), QuoteStatus::Draft | QuoteStatus::Sent)) {
        let mut row = old.clone();
        row.bump(tx.now());
        row.set_status(QuoteStatus::Superseded);
        repo::update(tx, &row)?;
        tx.emit(tell::tell(tell::event("quote.superseded", &row), Some(&old), &row));
    }
    match next {
        Some(next) => Ok(next),
        None => {
            let now = tx.now();
            Ok((repo::next_number(tx, now)?, 1))
        }
    }
}
