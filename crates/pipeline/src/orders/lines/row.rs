//! A line as a row.

use diesel::prelude::*;
use serde_json::{Value, json};

use crate::{orders::OrderId, products::ProductId, schema::order_lines};

/// A row of `order_lines`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_lines, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct OrderLineRow {
    pub order_id: OrderId,
    pub place: u32,
    pub product_id: Option<ProductId>,
    pub name: String,
    pub quantity: u32,
    pub unit_price: i64,
    pub discount: u32,
    pub payments: u32,
    pub tax_rate: u32,
    pub is_free_sample: bool,
    pub currency: String,
    pub net: i64,
    pub tax: i64,
}

/// The lines as an event tells them.
pub(crate) fn told(lines: &[OrderLineRow]) -> Vec<Value> {
    let told = lines.iter().map(|line| {
        json!({
            "productId": line.product_id.map(|id| id.to_global()), "name": line.name, "quantity": line.quantity,
            "unitPrice": line.unit_price, "currency": line.currency, "discountBasisPoints": line.discount,
            "payments": line.payments, "taxRateBasisPoints": line.tax_rate, "isFreeSample": line.is_free_sample,
            "net": line.net, "tax": line.tax,
        })
    });
    told.collect()
}
