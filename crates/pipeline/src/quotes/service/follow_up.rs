//! What an accepted quote means to its deal.

use rapport_db::{DbError, Tx};
use rapport_graphql::input::Violations;

use crate::{
    deals::{self, AmountSource, DealRow, lines},
    quotes::QuoteLineRow,
    stays,
};

/// Makes the lines of a locked deal those that the customer accepted, and with them what it is worth. An amount that somebody
/// said stays, and so do the lines.
pub(super) fn deal_follows(tx: &mut Tx<'_>, old: DealRow, quoted: Vec<QuoteLineRow>) -> Result<(), DbError> {
    if old.amount_source() != AmountSource::Lines {
        return Ok(());
    }
    let before = lines::repo::of(tx, &[old.id])?;
    let after: Vec<_> = quoted.into_iter().map(|line| line.of_deal(old.id)).collect();
    if after == before {
        return Ok(());
    }
    let mut row = old.clone();
    let mut violations = Violations::new();
    lines::worth::settle(&mut row, None, &after, &mut violations);
    violations.check()?;
    row.bump(tx.now());
    deals::repo::update(tx, &row)?;
    lines::repo::replace(tx, row.id, &after)?;
    if row.money() != old.money() {
        stays::revalue(tx, &row)?;
    }
    let event = deals::service::tell(deals::service::event("deal.updated", &row), Some(&old), &row);
    tx.emit(event.change("lines", lines::worth::told(&before), lines::worth::told(&after)));
    Ok(())
}
