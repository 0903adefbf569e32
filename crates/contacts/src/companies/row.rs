//! A company as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_graphql::ShortText;
use rapport_kernel::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::CompanyId;
use crate::{schema::companies, users::UserId};

/// A row of `companies`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = companies, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct CompanyRow {
    pub id: CompanyId,
    pub version: u32,
    pub external_id: Option<ShortText>,
    pub name: ShortText,
    pub industry: Option<ShortText>,
    pub size: Option<u32>,
    pub revenue_amount: Option<i64>,
    pub revenue_currency: Option<ShortText>,
    pub country: Option<ShortText>,
    pub parent_id: Option<CompanyId>,
    pub present_supplier: Option<ShortText>,
    pub owner_id: Option<UserId>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`CompanyRow`], in its order.
pub(crate) const COLUMNS: &str = "companies.id, companies.version, companies.external_id, companies.name, \
     companies.industry, companies.size, companies.revenue_amount, companies.revenue_currency, companies.country, \
     companies.parent_id, companies.present_supplier, companies.owner_id, companies.created_at, \
     companies.updated_at, companies.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<CompanyRow, diesel::mysql::Mysql>>;

impl CompanyRow {
    /// A new company of which nothing is known yet.
    pub(crate) fn new(now: NaiveDateTime) -> Self {
        Self {
            id: CompanyId::new(),
            version: 1,
            external_id: None,
            name: ShortText::default(),
            industry: None,
            size: None,
            revenue_amount: None,
            revenue_currency: None,
            country: None,
            parent_id: None,
            present_supplier: None,
            owner_id: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    /// What the company turns over in a year.
    pub(crate) fn revenue(&self) -> Option<Money> {
        let currency = Currency::from_code(self.revenue_currency.as_deref()?)?;
        Some(Money { amount: self.revenue_amount?, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&companies::table.select(CompanyRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
