//! An order as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::{companies::CompanyId, kept, people::ContactId, users::UserId};
use rapport_kernel::Currency;
use serde::{Deserialize, Serialize};

use super::{OrderId, OrderStatus};
use crate::{deals::DealId, schema::orders};

/// A row of `orders`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = orders, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct OrderRow {
    pub id: OrderId,
    pub version: u32,
    pub external_id: Option<String>,
    pub placed_hash: Option<Vec<u8>>,
    pub contact_id: Option<ContactId>,
    pub company_id: Option<CompanyId>,
    pub deal_id: Option<DealId>,
    pub owner_id: Option<UserId>,
    pub status: String,
    pub is_free_sample: bool,
    pub currency: String,
    pub net: i64,
    pub tax: i64,
    pub total: i64,
    pub paid: i64,
    pub refunded: i64,
    pub placed_at: NaiveDateTime,
    pub due_at: Option<NaiveDateTime>,
    pub note: Option<String>,
    pub cancelled_at: Option<NaiveDateTime>,
    pub cancel_reason: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`OrderRow`], in its order.
pub(crate) const COLUMNS: &str = "orders.id, orders.version, orders.external_id, orders.placed_hash, orders.contact_id, \
     orders.company_id, orders.deal_id, orders.owner_id, orders.status, orders.is_free_sample, orders.currency, \
     orders.net, orders.tax, orders.total, orders.paid, orders.refunded, orders.placed_at, orders.due_at, orders.note, \
     orders.cancelled_at, orders.cancel_reason, orders.created_at, orders.updated_at, orders.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<OrderRow, diesel::mysql::Mysql>>;

impl OrderRow {
    /// A new order, of which nothing is known yet, its currency neither.
    pub(crate) fn new(now: NaiveDateTime) -> Self {
        Self {
            id: OrderId::new(),
            version: 1,
            external_id: None,
            placed_hash: None,
            contact_id: None,
            company_id: None,
            deal_id: None,
            owner_id: None,
            status: kept::name(OrderStatus::Placed).to_owned(),
            is_free_sample: false,
            currency: String::new(),
            net: 0,
            tax: 0,
            total: 0,
            paid: 0,
            refunded: 0,
            placed_at: now,
            due_at: None,
            note: None,
            cancelled_at: None,
            cancel_reason: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    /// How it stands.
    pub(crate) fn status(&self) -> OrderStatus {
        // The column is written by this program alone.
        kept::value(&self.status).unwrap_or_default()
    }

    /// Its currency.
    pub(crate) fn money_in(&self) -> Option<Currency> {
        // The column is written by this program alone.
        Currency::from_code(&self.currency)
    }

    /// What is still to be paid: nothing of a cancelled order. What was paid back is owed no more.
    pub(crate) fn balance(&self) -> i64 {
        match self.status() {
            OrderStatus::Placed => self.total.saturating_sub(self.paid),
            OrderStatus::Cancelled => 0,
        }
    }

    /// When what is not paid yet is due.
    pub(crate) fn unpaid_due_at(&self) -> Option<NaiveDateTime> {
        self.due_at.filter(|_| self.deleted_at.is_none() && self.balance() > 0)
    }

    /// Whether it counts as a purchase.
    pub(crate) fn is_purchase(&self) -> bool {
        self.deleted_at.is_none() && !self.is_free_sample && self.status() == OrderStatus::Placed
    }

    /// The order again, one version later.
    pub(crate) fn bump(&mut self, now: NaiveDateTime) {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&orders::table.select(OrderRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
