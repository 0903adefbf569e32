//! Changing a price book.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{check, difference, event, not_found, present_of, tell};
use crate::{
    permissions,
    price_books::{PriceBookRow, inputs::UpdatePriceBookInput, prices, repo},
    state::State,
};

/// Changes a price book: its name, and prices in it.
pub(crate) async fn price_book_update(call: &Call, db: &Db, input: &UpdatePriceBookInput) -> ApiResult<PriceBookRow> {
    call.require(&permissions::CATALOGUE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| {
        let old = repo::lock(tx, id, State::Living)?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        check(tx, &changes.put)?;
        let mut row = old.clone();
        changes.apply(&mut row)?;
        row.bump(tx.now());
        let present = present_of(tx, &row, &changes.put, &changes.remove)?;
        let (before, after) = difference(&present, &changes.put, &changes.remove);
        let event = tell(event("price_book.updated", &row), Some(&old), &row).change("prices", before, after);
        if event.is_empty() {
            // Nothing changed: no version, no event.
            return Ok(old);
        }
        repo::update(tx, &row)?;
        prices::put(tx, id, &changes.put)?;
        prices::take_out(tx, id, &changes.remove)?;
        tx.emit(event);
        Ok(row)
    })
    .await
}
