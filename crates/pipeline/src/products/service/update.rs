//! Changing a product.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found, tell, unique};
use crate::{
    permissions,
    products::{ProductRow, inputs::UpdateProductInput, repo},
};

/// Changes a product.
pub(crate) async fn product_update(call: &Call, db: &Db, input: &UpdateProductInput) -> ApiResult<ProductRow> {
    call.require(&permissions::CATALOGUE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| {
        let old = repo::lock(tx, id, repo::living())?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = old.clone();
        changes.apply(&mut row);
        row.bump(tx.now());
        let event = tell(event("product.updated", &row), Some(&old), &row);
        if event.is_empty() {
            // Nothing changed: no version, no event.
            return Ok(old);
        }
        let written = repo::update(tx, &row);
        unique::explain(tx, &row, written)?;
        tx.emit(event);
        Ok(row)
    })
    .await
}
