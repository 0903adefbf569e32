//! A price book as a row.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::PriceBookId;
use crate::schema::price_books;

/// A row of `price_books`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = price_books, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct PriceBookRow {
    pub id: PriceBookId,
    pub version: u32,
    pub name: String,
    pub is_automatic: bool,
    pub priority: i32,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
    pub customer_tag: Option<String>,
    pub customer_country: Option<String>,
    pub customer_industry: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`PriceBookRow`], in its order.
pub(crate) const COLUMNS: &str = "price_books.id, price_books.version, price_books.name, price_books.is_automatic, \
     price_books.priority, price_books.valid_from, price_books.valid_until, price_books.customer_tag, \
     price_books.customer_country, price_books.customer_industry, price_books.created_at, price_books.updated_at, \
     price_books.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<PriceBookRow, diesel::mysql::Mysql>>;

impl PriceBookRow {
    /// A new price book of which nothing is known yet.
    pub(crate) fn new(now: NaiveDateTime) -> Self {
        Self {
            id: PriceBookId::new(),
            version: 1,
            name: String::new(),
            is_automatic: false,
            priority: 0,
            valid_from: None,
            valid_until: None,
            customer_tag: None,
            customer_country: None,
            customer_industry: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    /// How much it asks of customers: of two, the one that asks more is meant more.
    pub(crate) fn conditions(&self) -> usize {
        let asked = [&self.customer_tag, &self.customer_country, &self.customer_industry];
        asked.into_iter().filter(|condition| condition.is_some()).count()
    }

    /// The price book again, one version later.
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
        let query =
            diesel::debug_query::<diesel::mysql::Mysql, _>(&price_books::table.select(PriceBookRow::as_select()))
                .to_string()
                .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
