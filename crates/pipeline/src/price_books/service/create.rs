//! Recording a price book.

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{check, difference, event};
use crate::{
    permissions,
    price_books::{PriceBookId, PriceBookRow, inputs::CreatePriceBookInput, prices, repo},
};

/// Records a price book.
pub(crate) async fn price_book_create(call: &Call, db: &Db, input: CreatePriceBookInput) -> ApiResult<PriceBookRow> {
    call.require(&permissions::CATALOGUE)?;
    let changes = input.validate()?;
    let now = call.clock.now();
    let row = PriceBookRow {
        id: PriceBookId::new(),
        version: 1,
        name: changes.name.clone().unwrap_or_default(),
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    db.write(call, move |tx| {
        check(tx, &changes.put)?;
        repo::insert(tx, &row)?;
        prices::put(tx, row.id, &changes.put)?;
        let (_, prices) = difference(&[], &changes.put, &[]);
        let event = event("price_book.created", &row).change("name", None::<()>, Some(&row.name));
        tx.emit(event.change("prices", Vec::<()>::new(), prices));
        Ok(row.clone())
    })
    .await
}
