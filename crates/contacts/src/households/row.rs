//! A household as a row, and who lives in it.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{HouseholdId, types::HouseholdRole};
use crate::{people::ContactId, schema::households};

/// A row of `households`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = households, check_for_backend(diesel::mysql::Mysql))]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct HouseholdRow {
    pub id: HouseholdId,
    pub version: u32,
    pub name: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The columns of [`HouseholdRow`], in its order.
pub(crate) const COLUMNS: &str =
    "households.id, households.version, households.name, households.created_at, households.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<HouseholdRow, diesel::mysql::Mysql>>;

/// Someone who lives in a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) contact: ContactId,
    pub(crate) role: Option<HouseholdRole>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query =
            diesel::debug_query::<diesel::mysql::Mysql, _>(&households::table.select(HouseholdRow::as_select()))
                .to_string()
                .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
