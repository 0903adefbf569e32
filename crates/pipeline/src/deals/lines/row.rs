//! A line as a row.

use diesel::prelude::*;
use rapport_contacts::kept;

use crate::{
    deals::DealId,
    products::{Billing, ProductId},
    schema::deal_lines,
};

/// A row of `deal_lines`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = deal_lines, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct LineRow {
    pub deal_id: DealId,
    pub place: u32,
    pub product_id: Option<ProductId>,
    pub name: String,
    pub quantity: u32,
    pub unit_price: i64,
    pub unit_cost: Option<i64>,
    pub currency: String,
    pub discount: u32,
    pub billing: String,
    pub payments: u32,
    pub subtotal: i64,
    pub total: i64,
}

impl LineRow {
    /// How often it is paid.
    pub(crate) fn billing(&self) -> Billing {
        // The column is written by this program alone.
        kept::value(&self.billing).unwrap_or_default()
    }
}
