//! A partner as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::PartnerId;
use crate::schema::partners;

/// A row of `partners`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = partners, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct PartnerRow {
    pub id: PartnerId,
    pub version: u32,
    pub name: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`PartnerRow`], in its order.
pub(crate) const COLUMNS: &str = "partners.id, partners.version, partners.name, partners.created_at, \
     partners.updated_at, partners.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<PartnerRow, diesel::mysql::Mysql>>;

impl PartnerRow {
    /// The partner again, one version later.
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
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&partners::table.select(PartnerRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
