//! Recording a product.

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, tell, unique};
use crate::{
    permissions,
    products::{ProductRow, inputs::CreateProductInput, repo},
};

/// Records a product.
pub(crate) async fn product_create(call: &Call, db: &Db, input: CreateProductInput) -> ApiResult<ProductRow> {
    call.require(&permissions::CATALOGUE)?;
    let changes = input.validate()?;
    let mut row = ProductRow::new(call.clock.now());
    changes.apply(&mut row);
    db.write(call, move |tx| {
        let written = repo::insert(tx, &row);
        unique::explain(tx, &row, written)?;
        tx.emit(tell(event("product.created", &row), None, &row));
        Ok(row.clone())
    })
    .await
}
