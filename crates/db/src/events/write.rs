//! Writing events with the change that they tell of.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*};
use rapport_kernel::{ApiError, Call, NewEvent, event::Change};
use uuid::Uuid;

use crate::{
    DbError,
    schema::{event_personal_data, events},
};

#[derive(Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct NewRow<'a> {
    id: Vec<u8>,
    kind: &'a str,
    schema_version: u16,
    record_type: &'a str,
    record_id: &'a [u8],
    record_version: u32,
    actor_id: &'a [u8],
    actor_role: &'a str,
    transaction_id: &'a [u8],
    cause: &'a str,
    changes: String,
    occurred_at: NaiveDateTime,
    api_key_id: Option<&'a [u8]>,
}

#[derive(Insertable)]
#[diesel(table_name = event_personal_data, treat_none_as_default_value = false)]
struct NewPersonalRow<'a> {
    event_id: Vec<u8>,
    subject_id: &'a [u8],
    changes: String,
}

fn json(changes: &[Change]) -> Result<String, DbError> {
    Ok(serde_json::to_string(changes).map_err(ApiError::internal)?)
}

/// Writes the events of one transaction, in their order, as two statements whatever their number.
pub(crate) fn insert(
    conn: &mut MysqlConnection,
    call: &Call,
    transaction_id: Uuid,
    now: NaiveDateTime,
    events: &[NewEvent],
) -> Result<(), DbError> {
    if events.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::with_capacity(events.len());
    let mut personal = Vec::new();
    for event in events {
        let id = Uuid::now_v7().as_bytes().to_vec();
        if let (Some(subject), false) = (&event.subject, event.personal.is_empty()) {
            let changes = json(&event.personal)?;
            personal.push(NewPersonalRow { event_id: id.clone(), subject_id: subject.as_bytes(), changes });
        }
        rows.push(NewRow {
            id,
            kind: &event.kind,
            schema_version: event.schema_version,
            record_type: event.record_type,
            record_id: event.record_id.as_bytes(),
            record_version: event.record_version,
            actor_id: call.actor.user.as_bytes(),
            actor_role: call.actor.role.as_str(),
            transaction_id: transaction_id.as_bytes(),
            cause: &call.request_id,
            changes: json(&event.changes)?,
            occurred_at: now,
            api_key_id: call.actor.grant.as_ref().map(|grant| grant.key.as_bytes().as_slice()),
        });
    }
    // One by one where there is one, as there mostly is: diesel keeps that statement prepared, and no batch.
    match rows.as_slice() {
        [row] => diesel::insert_into(events::table).values(row).execute(conn)?,
        rows => diesel::insert_into(events::table).values(rows).execute(conn)?,
    };
    match personal.as_slice() {
        [] => 0,
        [row] => diesel::insert_into(event_personal_data::table).values(row).execute(conn)?,
        rows => diesel::insert_into(event_personal_data::table).values(rows).execute(conn)?,
    };
    Ok(())
}
