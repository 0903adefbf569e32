//! The SQL of types of customer events. Whoever may read people sees every type.

use diesel::{MysqlConnection, prelude::*};

use super::{CustomerEventTypeId, CustomerEventTypeRow};
use crate::schema::customer_event_types;

/// All types: there are few, and never more than can be registered.
pub(crate) fn all(conn: &mut MysqlConnection) -> QueryResult<Vec<CustomerEventTypeRow>> {
    customer_event_types::table.select(CustomerEventTypeRow::as_select()).load(conn)
}

/// The types with these ids.
pub(crate) fn by_ids(
    conn: &mut MysqlConnection,
    ids: &[CustomerEventTypeId],
) -> QueryResult<Vec<CustomerEventTypeRow>> {
    customer_event_types::table
        .filter(customer_event_types::id.eq_any(ids))
        .select(CustomerEventTypeRow::as_select())
        .load(conn)
}

/// The types with these names.
pub(crate) fn by_names(conn: &mut MysqlConnection, names: &[&str]) -> QueryResult<Vec<CustomerEventTypeRow>> {
    customer_event_types::table
        .filter(customer_event_types::name.eq_any(names))
        .select(CustomerEventTypeRow::as_select())
        .load(conn)
}

/// How many types there are.
pub(crate) fn count(conn: &mut MysqlConnection) -> QueryResult<i64> {
    customer_event_types::table.count().get_result(conn)
}

/// A type, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: CustomerEventTypeId) -> QueryResult<Option<CustomerEventTypeRow>> {
    customer_event_types::table.find(id).select(CustomerEventTypeRow::as_select()).for_update().first(conn).optional()
}

/// Inserts a type.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &CustomerEventTypeRow) -> QueryResult<()> {
    diesel::insert_into(customer_event_types::table).values(row).execute(conn).map(drop)
}

/// Writes a locked type back. Its name stays what it is.
pub(crate) fn update(conn: &mut MysqlConnection, row: &CustomerEventTypeRow) -> QueryResult<()> {
    diesel::update(customer_event_types::table.find(row.id))
        .set((
            customer_event_types::version.eq(row.version),
            customer_event_types::label.eq(&row.label),
            customer_event_types::description.eq(&row.description),
            customer_event_types::fields.eq(&row.fields),
            customer_event_types::retired_at.eq(row.retired_at),
            customer_event_types::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}
