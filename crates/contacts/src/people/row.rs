//! A person as a row.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use rapport_graphql::ShortText;
use serde::{Deserialize, Serialize};

use super::ContactId;
use crate::{schema::contacts, users::UserId};

/// A row of `contacts`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = contacts, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct ContactRow {
    pub id: ContactId,
    pub version: u32,
    pub external_id: Option<ShortText>,
    pub honorific_prefix: Option<ShortText>,
    pub given_name: Option<ShortText>,
    pub middle_name: Option<ShortText>,
    pub family_name: Option<ShortText>,
    pub honorific_suffix: Option<ShortText>,
    pub nickname: Option<ShortText>,
    pub birth_date: Option<NaiveDate>,
    pub gender: Option<ShortText>,
    pub language: Option<ShortText>,
    pub time_zone: Option<ShortText>,
    pub country: Option<ShortText>,
    pub lifecycle_stage: ShortText,
    pub life_stage: Option<ShortText>,
    pub source: Option<ShortText>,
    pub owner_id: Option<UserId>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`ContactRow`], in its order.
pub(crate) const COLUMNS: &str = "contacts.id, contacts.version, contacts.external_id, contacts.honorific_prefix, \
     contacts.given_name, contacts.middle_name, contacts.family_name, contacts.honorific_suffix, contacts.nickname, \
     contacts.birth_date, contacts.gender, contacts.language, contacts.time_zone, contacts.country, \
     contacts.lifecycle_stage, contacts.life_stage, contacts.source, contacts.owner_id, contacts.created_at, \
     contacts.updated_at, contacts.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<ContactRow, diesel::mysql::Mysql>>;

impl ContactRow {
    /// A new person of whom nothing is known yet.
    pub(crate) fn new(now: NaiveDateTime) -> Self {
        Self {
            id: ContactId::new(),
            version: 1,
            external_id: None,
            honorific_prefix: None,
            given_name: None,
            middle_name: None,
            family_name: None,
            honorific_suffix: None,
            nickname: None,
            birth_date: None,
            gender: None,
            language: None,
            time_zone: None,
            country: None,
            lifecycle_stage: ShortText::default(),
            life_stage: None,
            source: None,
            owner_id: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&contacts::table.select(ContactRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
