//! What events tell of quotes.

use rapport_kernel::NewEvent;
use serde_json::{Value, json};

use crate::quotes::{QuoteLineRow, QuoteRow};

/// The event of this kind about a quote. Free texts may name somebody: they stand apart from the log, and go with the deal.
pub(super) fn event(kind: &'static str, row: &QuoteRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version).subject(row.deal_id)
}

/// Tells how it stood and stands.
pub(super) fn tell(event: NewEvent, old: Option<&QuoteRow>, new: &QuoteRow) -> NewEvent {
    let is_new = old.is_none();
    let first = |text: Value| if is_new { text } else { Value::Null };
    event
        .change("number", None::<()>, first(json!(new.number)))
        .change("revision", None::<()>, first(json!(new.revision)))
        .change("dealId", None::<()>, first(json!(new.deal_id.to_global())))
        .change("status", old.map(|old| &old.status), Some(&new.status))
        .change("currency", None::<()>, first(json!(new.currency)))
        .change("net", None::<()>, first(json!(new.net)))
        .change("tax", None::<()>, first(json!(new.tax)))
        .change("total", None::<()>, first(json!(new.total)))
        .change("validUntil", None::<()>, first(json!(new.valid_until)))
        .change("sentAt", old.and_then(|old| old.sent_at), new.sent_at)
        .change("decidedAt", old.and_then(|old| old.decided_at), new.decided_at)
        .personal_change("declineReason", old.and_then(|old| old.decline_reason.clone()), &new.decline_reason)
        .change(
            "orderId",
            old.and_then(|old| old.order_id).map(|id| id.to_global()),
            new.order_id.map(|id| id.to_global()),
        )
}

/// The lines as an event tells them. What they cost whoever sells them is left out.
pub(super) fn lines(lines: &[QuoteLineRow]) -> Vec<Value> {
    let told = lines.iter().map(|line| {
        json!({
            "productId": line.product_id.map(|id| id.to_global()), "name": line.name, "quantity": line.quantity,
            "unitPrice": line.unit_price, "discountBasisPoints": line.discount, "payments": line.payments,
            "taxRateBasisPoints": line.tax_rate, "net": line.net, "tax": line.tax,
        })
    });
    told.collect()
}
