//! An affiliation as a row.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::AffiliationId;
use crate::{companies::CompanyId, people::ContactId, schema::affiliations};

/// A row of `affiliations`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = affiliations, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct AffiliationRow {
    pub id: AffiliationId,
    pub version: u32,
    pub contact_id: ContactId,
    pub company_id: CompanyId,
    pub role: Option<String>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub is_primary: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The columns of [`AffiliationRow`], in its order.
pub(crate) const COLUMNS: &str = "affiliations.id, affiliations.version, affiliations.contact_id, \
     affiliations.company_id, affiliations.role, affiliations.starts_on, affiliations.ends_on, \
     affiliations.is_primary, affiliations.created_at, affiliations.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<AffiliationRow, diesel::mysql::Mysql>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let select = affiliations::table.select(AffiliationRow::as_select());
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&select).to_string().replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
