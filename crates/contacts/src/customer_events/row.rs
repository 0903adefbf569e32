//! A customer event as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::CustomerEventId;
use crate::{customer_event_types::CustomerEventTypeId, people::ContactId, schema::customer_events, users::UserId};

/// A row of `customer_events`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Serialize, Deserialize)]
#[diesel(table_name = customer_events, check_for_backend(diesel::mysql::Mysql))]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct CustomerEventRow {
    pub id: CustomerEventId,
    pub type_id: CustomerEventTypeId,
    pub contact_id: ContactId,
    pub external_id: Option<String>,
    /// A JSON object.
    pub payload: String,
    pub occurred_at: NaiveDateTime,
    pub recorded_by: Option<UserId>,
    pub created_at: NaiveDateTime,
}

/// The columns of [`CustomerEventRow`], in its order.
pub(crate) const COLUMNS: &str = "customer_events.id, customer_events.type_id, customer_events.contact_id, \
     customer_events.external_id, customer_events.payload, customer_events.occurred_at, customer_events.recorded_by, \
     customer_events.created_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<CustomerEventRow, diesel::mysql::Mysql>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(
            &customer_events::table.select(CustomerEventRow::as_select()),
        )
        .to_string()
        .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
