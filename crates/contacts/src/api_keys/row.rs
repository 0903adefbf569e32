//! An API key as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::ApiKeyId;
use crate::{schema::api_keys, users::UserId};

/// A row of `api_keys`, without the hash of the key: what is read for people never holds it.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = api_keys, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct ApiKeyRow {
    pub id: ApiKeyId,
    pub version: u32,
    pub name: String,
    pub prefix: String,
    pub user_id: UserId,
    pub role: String,
    /// A JSON list of names; `None` for all of the role.
    pub permissions: Option<String>,
    pub row_scope: String,
    pub created_by: UserId,
    pub maker_role: String,
    pub expires_at: Option<NaiveDateTime>,
    pub last_used_at: Option<NaiveDateTime>,
    pub revoked_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
}

impl ApiKeyRow {
    /// The names of the permissions that the key was given; `None` for all of its role.
    #[must_use]
    pub fn granted(&self) -> Option<Vec<String>> {
        // The column is written by this program alone; what is no list gives nothing.
        self.permissions.as_deref().map(|list| serde_json::from_str(list).unwrap_or_default())
    }
}

/// The columns of [`ApiKeyRow`], in its order.
pub(crate) const COLUMNS: &str = "api_keys.id, api_keys.version, api_keys.name, api_keys.prefix, api_keys.user_id, \
     api_keys.role, api_keys.permissions, api_keys.row_scope, api_keys.created_by, api_keys.maker_role, \
     api_keys.expires_at, api_keys.last_used_at, api_keys.revoked_at, api_keys.created_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<ApiKeyRow, diesel::mysql::Mysql>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&api_keys::table.select(ApiKeyRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
