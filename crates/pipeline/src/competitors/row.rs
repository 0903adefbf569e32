//! A competitor as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::CompetitorId;
use crate::schema::competitors;

/// A row of `competitors`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = competitors, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct CompetitorRow {
    pub id: CompetitorId,
    pub version: u32,
    pub name: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`CompetitorRow`], in its order.
pub(crate) const COLUMNS: &str = "competitors.id, competitors.version, competitors.name, competitors.created_at, \
     competitors.updated_at, competitors.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<CompetitorRow, diesel::mysql::Mysql>>;

impl CompetitorRow {
    /// The competitor again, one version later.
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
            diesel::debug_query::<diesel::mysql::Mysql, _>(&competitors::table.select(CompetitorRow::as_select()))
                .to_string()
                .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
