//! Recording a price book.

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{check, difference, event, tell};
use crate::{
    permissions,
    price_books::{PriceBookRow, inputs::CreatePriceBookInput, prices, repo},
};

/// Records a price book.
pub(crate) async fn price_book_create(call: &Call, db: &Db, input: CreatePriceBookInput) -> ApiResult<PriceBookRow> {
    call.require(&permissions::CATALOGUE)?;
    let changes = input.validate()?;
    let now = call.clock.now();
    let mut row = PriceBookRow::new(now);
    changes.apply(&mut row)?;
    db.write(call, move |tx| {
        check(tx, &changes.put)?;
        repo::insert(tx, &row)?;
        prices::put(tx, row.id, &changes.put)?;
        let (_, prices) = difference(&[], &changes.put, &[]);
        let event = tell(event("price_book.created", &row), None, &row);
        tx.emit(event.change("prices", Vec::<()>::new(), prices));
        Ok(row.clone())
    })
    .await
}
