//! An interaction as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_graphql::ShortText;
use serde::{Deserialize, Serialize};

use super::InteractionId;
use crate::{people::ContactId, schema::interactions, users::UserId};

/// A row of `interactions`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = interactions, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct InteractionRow {
    pub id: InteractionId,
    pub version: u32,
    pub contact_id: ContactId,
    pub kind: ShortText,
    pub channel: Option<ShortText>,
    pub direction: Option<ShortText>,
    pub sentiment: Option<ShortText>,
    pub subject: Option<ShortText>,
    pub body: Option<ShortText>,
    pub occurred_at: NaiveDateTime,
    pub recorded_by: Option<UserId>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The columns of [`InteractionRow`], in its order.
pub(crate) const COLUMNS: &str = "interactions.id, interactions.version, interactions.contact_id, interactions.kind, \
     interactions.channel, interactions.direction, interactions.sentiment, interactions.subject, interactions.body, \
     interactions.occurred_at, interactions.recorded_by, interactions.created_at, interactions.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<InteractionRow, diesel::mysql::Mysql>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query =
            diesel::debug_query::<diesel::mysql::Mysql, _>(&interactions::table.select(InteractionRow::as_select()))
                .to_string()
                .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
