//! A profile as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{ProfileId, parts::Part};
use crate::schema::ideal_customer_profiles;

/// A row of `ideal_customer_profiles`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = ideal_customer_profiles, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
pub struct ProfileRow {
    pub id: ProfileId,
    pub version: u32,
    pub name: String,
    pub is_learned: bool,
    pub parts: String,
    pub created_at: NaiveDateTime,
}

/// The columns of [`ProfileRow`], in its order.
pub(crate) const COLUMNS: &str = "ideal_customer_profiles.id, ideal_customer_profiles.version, \
     ideal_customer_profiles.name, ideal_customer_profiles.is_learned, ideal_customer_profiles.parts, \
     ideal_customer_profiles.created_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<ProfileRow, diesel::mysql::Mysql>>;

impl ProfileRow {
    /// What it looks at. The column is written by this program alone.
    pub(crate) fn parts(&self) -> Vec<Part> {
        serde_json::from_str(&self.parts).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = ideal_customer_profiles::table.select(ProfileRow::as_select());
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&query).to_string().replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
