//! A quote as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::{companies::CompanyId, kept, people::ContactId};
use rapport_kernel::Currency;
use serde::{Deserialize, Serialize};

use super::{QuoteId, QuoteStatus};
use crate::{deals::DealId, orders::OrderId, schema::quotes};

/// A row of `quotes`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = quotes, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct QuoteRow {
    pub id: QuoteId,
    pub version: u32,
    pub number: String,
    pub revision: u32,
    pub deal_id: DealId,
    pub contact_id: Option<ContactId>,
    pub company_id: Option<CompanyId>,
    pub status: String,
    pub currency: String,
    pub net: i64,
    pub tax: i64,
    pub total: i64,
    pub valid_until: NaiveDateTime,
    pub terms: Option<String>,
    pub sent_at: Option<NaiveDateTime>,
    pub decided_at: Option<NaiveDateTime>,
    pub decline_reason: Option<String>,
    pub order_id: Option<OrderId>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The columns of [`QuoteRow`], in its order.
pub(crate) const COLUMNS: &str = "quotes.id, quotes.version, quotes.number, quotes.revision, quotes.deal_id, \
     quotes.contact_id, quotes.company_id, quotes.status, quotes.currency, quotes.net, quotes.tax, quotes.total, \
     quotes.valid_until, quotes.terms, quotes.sent_at, quotes.decided_at, quotes.decline_reason, quotes.order_id, \
     quotes.created_at, quotes.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<QuoteRow, diesel::mysql::Mysql>>;

impl QuoteRow {
    /// How it was left: one that was sent may be expired by now.
    pub(crate) fn left(&self) -> QuoteStatus {
        // The column is written by this program alone.
        kept::value(&self.status).unwrap_or_default()
    }

    /// How it stands at a moment.
    pub(crate) fn status_at(&self, now: NaiveDateTime) -> QuoteStatus {
        QuoteStatus::at(self.left(), self.valid_until, now)
    }

    /// Says how it stands.
    pub(crate) fn set_status(&mut self, status: QuoteStatus) {
        kept::name(status).clone_into(&mut self.status);
    }

    /// Its currency.
    pub(crate) fn money_in(&self) -> Option<Currency> {
        // The column is written by this program alone.
        Currency::from_code(&self.currency)
    }

    /// The quote again, one version later.
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
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&quotes::table.select(QuoteRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
