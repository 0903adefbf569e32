//! The SQL of customer events. One is visible exactly when its person is.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    CustomerEventId, CustomerEventRow,
    row::{COLUMNS, Types},
};
use crate::{
    customer_event_types::CustomerEventTypeId,
    people::{ContactId, scope},
    schema::customer_events,
};

/// These events, as far as they are of living people whom the actor sees.
pub(crate) fn visible(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[CustomerEventId],
) -> QueryResult<Vec<CustomerEventRow>> {
    let ids = ids.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM customer_events JOIN contacts ON contacts.id = customer_events.contact_id WHERE ")
        .then(Sql::all(vec![Sql::is_in("customer_events.id", ids), scope::living(), scope::visible(actor)]))
        .query::<Types>()
        .load(conn)
}

/// These events. Whoever asks has seen the people.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[CustomerEventId]) -> QueryResult<Vec<CustomerEventRow>> {
    let ids = ids.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM customer_events WHERE ")
        .then(Sql::is_in("customer_events.id", ids))
        .query::<Types>()
        .load(conn)
}

/// The ids of those among these living people whom the actor sees.
pub(crate) fn people_by_ids(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[ContactId],
) -> QueryResult<Vec<ContactId>> {
    let ids = ids.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    Sql::text("SELECT contacts.id FROM contacts WHERE ")
        .then(Sql::all(vec![Sql::is_in("contacts.id", ids), scope::living(), scope::visible(actor)]))
        .query::<Binary>()
        .load(conn)
}

/// The living people whom the actor sees by their e-mail addresses, given as their keys.
pub(crate) fn people_by_emails(
    conn: &mut MysqlConnection,
    actor: &Actor,
    keys: &[String],
) -> QueryResult<Vec<(String, ContactId)>> {
    let keys = keys.iter().cloned().map(Value::Text).collect();
    Sql::text(
        "SELECT contact_emails.living_key, contacts.id FROM contact_emails \
         JOIN contacts ON contacts.id = contact_emails.contact_id WHERE ",
    )
    .then(Sql::all(vec![Sql::is_in("contact_emails.living_key", keys), scope::living(), scope::visible(actor)]))
    .query::<(Text, Binary)>()
    .load(conn)
}

/// Inserts events in one statement. One whose external id is taken is passed over: who holds it is to be asked after.
pub(crate) fn insert(conn: &mut MysqlConnection, rows: &[&CustomerEventRow]) -> QueryResult<()> {
    let mut sql = Sql::text(
        "INSERT INTO customer_events \
         (id, type_id, contact_id, external_id, payload, occurred_at, recorded_by, created_at) VALUES ",
    );
    let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
    for (index, row) in rows.iter().enumerate() {
        sql = sql
            .push(if index > 0 { ", (" } else { "(" })
            .bind(Value::Bytes(row.id.as_bytes().to_vec()))
            .push(", ")
            .bind(Value::Bytes(row.type_id.as_bytes().to_vec()))
            .push(", ")
            .bind(Value::Bytes(row.contact_id.as_bytes().to_vec()))
            .push(", ")
            .bind(text(&row.external_id))
            .push(", ")
            .bind(Value::Text(row.payload.clone()))
            .push(", ")
            .bind(Value::Time(row.occurred_at))
            .push(", ")
            .bind(row.recorded_by.map_or(Value::Null, |user| Value::Bytes(user.as_bytes().to_vec())))
            .push(", ")
            .bind(Value::Time(row.created_at))
            .push(")");
    }
    // Not INSERT IGNORE, which would pass over a person who was purged meanwhile too.
    sql.push(" ON DUPLICATE KEY UPDATE id = customer_events.id").query::<()>().execute(conn).map(drop)
}

/// An external id with the event that has it, and whose event that is.
type Holder = (CustomerEventTypeId, Option<String>, CustomerEventId, ContactId);

/// Who holds these external ids of these types: all pairs of both, of which the caller knows those that it asked for.
pub(crate) fn holders(
    conn: &mut MysqlConnection,
    types: &[CustomerEventTypeId],
    external_ids: &[&str],
) -> QueryResult<Vec<Holder>> {
    customer_events::table
        .filter(customer_events::type_id.eq_any(types))
        .filter(customer_events::external_id.eq_any(external_ids))
        .select((
            customer_events::type_id,
            customer_events::external_id,
            customer_events::id,
            customer_events::contact_id,
        ))
        .load(conn)
}
