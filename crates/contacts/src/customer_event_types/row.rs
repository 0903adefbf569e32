//! A type of customer event as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{CustomerEventTypeId, EventField};
use crate::schema::customer_event_types;

/// A row of `customer_event_types`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = customer_event_types, check_for_backend(diesel::mysql::Mysql))]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct CustomerEventTypeRow {
    pub id: CustomerEventTypeId,
    pub version: u32,
    pub name: String,
    pub label: String,
    pub description: Option<String>,
    /// A JSON list of [`EventField`].
    pub fields: String,
    pub retired_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

impl CustomerEventTypeRow {
    /// The fields of a payload.
    #[must_use]
    pub fn event_fields(&self) -> Vec<EventField> {
        // The column is written by this program alone; what is no list of fields reads as none.
        serde_json::from_str(&self.fields).unwrap_or_default()
    }
}

/// The columns of [`CustomerEventTypeRow`], in its order.
pub(crate) const COLUMNS: &str = "customer_event_types.id, customer_event_types.version, customer_event_types.name, \
     customer_event_types.label, customer_event_types.description, customer_event_types.fields, \
     customer_event_types.retired_at, customer_event_types.created_at, customer_event_types.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<CustomerEventTypeRow, diesel::mysql::Mysql>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(
            &customer_event_types::table.select(CustomerEventTypeRow::as_select()),
        )
        .to_string()
        .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
