//! What is done with products: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod remove;
mod unique;
mod update;

pub(crate) use create::product_create;
pub(crate) use update::product_update;

use rapport_kernel::{ApiError, NewEvent};

use super::ProductRow;

/// The error for a product that is not there.
fn not_found() -> ApiError {
    ApiError::not_found("Product")
}

/// The event of this kind about a product.
pub(crate) fn event(kind: &'static str, row: &ProductRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version).subject(row.id)
}

/// Tells how the fields of the row changed. What it costs whoever sells it stands apart from the log, for not everybody
/// who sees a product sees that.
pub(crate) fn tell(event: NewEvent, old: Option<&ProductRow>, new: &ProductRow) -> NewEvent {
    event
        .change("externalId", old.and_then(|old| old.external_id.as_deref()), new.external_id.as_deref())
        .change("code", old.and_then(|old| old.code.as_deref()), new.code.as_deref())
        .change("name", old.map(|old| &old.name), Some(&new.name))
        .change("series", old.and_then(|old| old.series.as_deref()), new.series.as_deref())
        .change("description", old.and_then(|old| old.description.as_deref()), new.description.as_deref())
        .change("billing", old.map(|old| &old.billing), Some(&new.billing))
        .change("listPrice", old.and_then(ProductRow::list_price), new.list_price())
        .personal_change("unitCost", old.and_then(ProductRow::unit_cost), new.unit_cost())
}
