//! What events tell of orders.

use rapport_kernel::NewEvent;

use crate::orders::{OrderLineRow, OrderRow, lines::row::told};

/// The event of this kind about an order. Free texts may name somebody: they stand apart from the log, and go with the order.
pub(crate) fn event(kind: &'static str, row: &OrderRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version).subject(row.id)
}

/// Tells how the fields of the row changed.
pub(super) fn tell(event: NewEvent, old: Option<&OrderRow>, new: &OrderRow) -> NewEvent {
    macro_rules! old {
        ($field:ident) => {
            old.and_then(|old| old.$field.clone())
        };
        ($field:ident as id) => {
            old.and_then(|old| old.$field).map(|id| id.to_global())
        };
        (= $field:ident) => {
            old.map(|old| &old.$field)
        };
    }
    event
        .personal_change("externalId", old!(external_id), &new.external_id)
        .change("contactId", old!(contact_id as id), new.contact_id.map(|id| id.to_global()))
        .change("companyId", old!(company_id as id), new.company_id.map(|id| id.to_global()))
        .change("dealId", old!(deal_id as id), new.deal_id.map(|id| id.to_global()))
        .change("ownerId", old!(owner_id as id), new.owner_id.map(|id| id.to_global()))
        .change("status", old!(= status), Some(&new.status))
        .change("isFreeSample", old!(= is_free_sample), Some(&new.is_free_sample))
        .change("currency", old!(= currency), Some(&new.currency))
        .change("net", old!(= net), Some(&new.net))
        .change("tax", old!(= tax), Some(&new.tax))
        .change("total", old!(= total), Some(&new.total))
        .change("placedAt", old!(= placed_at), Some(&new.placed_at))
        .change("dueAt", old!(due_at), new.due_at)
        .personal_change("note", old!(note), &new.note)
        .change("cancelledAt", old!(cancelled_at), new.cancelled_at)
        .personal_change("cancelReason", old!(cancel_reason), &new.cancel_reason)
}

/// The event of an order that was placed.
pub(crate) fn told_new(row: &OrderRow, lines: &[OrderLineRow]) -> NewEvent {
    let event = tell(event("order.created", row), None, row);
    tell_lines(event, &[], lines).change("paid", None::<()>, Some(row.paid).filter(|paid| *paid > 0))
}

/// Tells how the lines changed.
pub(super) fn tell_lines(event: NewEvent, old: &[OrderLineRow], new: &[OrderLineRow]) -> NewEvent {
    event.change("lines", Some(told(old)).filter(|told| !told.is_empty()), told(new))
}
