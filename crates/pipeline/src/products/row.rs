//! A product as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::kept;
use rapport_kernel::Money;
use serde::{Deserialize, Serialize};

use super::{Billing, ProductId};
use crate::{amounts, schema::products};

/// A row of `products`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = products, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct ProductRow {
    pub id: ProductId,
    pub version: u32,
    pub external_id: Option<String>,
    pub code: Option<String>,
    pub name: String,
    pub series: Option<String>,
    pub description: Option<String>,
    pub billing: String,
    pub price: Option<i64>,
    pub price_currency: Option<String>,
    pub cost: Option<i64>,
    pub cost_currency: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`ProductRow`], in its order.
pub(crate) const COLUMNS: &str = "products.id, products.version, products.external_id, products.code, products.name, \
     products.series, products.description, products.billing, products.price, products.price_currency, products.cost, \
     products.cost_currency, products.created_at, products.updated_at, products.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<ProductRow, diesel::mysql::Mysql>>;

impl ProductRow {
    /// A new product, of which nothing is known yet.
    pub(crate) fn new(now: NaiveDateTime) -> Self {
        Self {
            id: ProductId::new(),
            version: 1,
            external_id: None,
            code: None,
            name: String::new(),
            series: None,
            description: None,
            billing: kept::name(Billing::OneOff).to_owned(),
            price: None,
            price_currency: None,
            cost: None,
            cost_currency: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    /// What one of it costs the customer, before any discount.
    pub(crate) fn list_price(&self) -> Option<Money> {
        amounts::money(self.price, self.price_currency.as_deref())
    }

    /// What one of it costs whoever sells it.
    pub(crate) fn unit_cost(&self) -> Option<Money> {
        amounts::money(self.cost, self.cost_currency.as_deref())
    }

    /// How often it is paid.
    pub(crate) fn billing(&self) -> Billing {
        // The column is written by this program alone.
        kept::value(&self.billing).unwrap_or_default()
    }

    /// The product again, one version later.
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
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&products::table.select(ProductRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
