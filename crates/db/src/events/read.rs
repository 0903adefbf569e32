//! Reading the log: by number for those who follow it, by record for a history.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*};
use rapport_kernel::event::Change;
use uuid::Uuid;

use crate::schema::{event_personal_data, event_sequence, events};

/// An event as it stands in the log.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its place in the table. Not an order of commits: `seq` is.
    pub position: u64,
    /// Its number in commit order; none until the sequencer has seen it.
    pub seq: Option<u64>,
    /// Its id.
    pub id: Uuid,
    /// `record.verb`.
    pub kind: String,
    /// The GraphQL name of the record's type.
    pub record_type: String,
    /// Which record.
    pub record_id: Uuid,
    /// The record's version after the change.
    pub record_version: u32,
    /// Who changed it.
    pub actor_id: Uuid,
    /// In which role.
    pub actor_role: String,
    /// By which API key, where a machine did.
    pub api_key_id: Option<Uuid>,
    /// The events of one transaction share this.
    pub transaction_id: Uuid,
    /// The request or event that it follows from.
    pub cause: String,
    /// What changed and identifies nobody.
    pub changes: Vec<Change>,
    /// What changed and identifies a person; empty once the person is erased.
    pub personal: Vec<Change>,
    /// When.
    pub occurred_at: NaiveDateTime,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = events)]
struct Row {
    position: u64,
    seq: Option<u64>,
    id: Vec<u8>,
    kind: String,
    record_type: String,
    record_id: Vec<u8>,
    record_version: u32,
    actor_id: Vec<u8>,
    actor_role: String,
    transaction_id: Vec<u8>,
    cause: String,
    changes: String,
    occurred_at: NaiveDateTime,
    api_key_id: Option<Vec<u8>>,
}

fn event((row, personal): (Row, Option<String>)) -> Event {
    let uuid = |bytes: &[u8]| Uuid::from_slice(bytes).unwrap_or_default();
    // The log is written by this program alone; a row that is not JSON reads as one without changes.
    let changes = |text: &str| serde_json::from_str(text).unwrap_or_default();
    Event {
        position: row.position,
        seq: row.seq,
        id: uuid(&row.id),
        kind: row.kind,
        record_type: row.record_type,
        record_id: uuid(&row.record_id),
        record_version: row.record_version,
        actor_id: uuid(&row.actor_id),
        actor_role: row.actor_role,
        api_key_id: row.api_key_id.as_deref().map(uuid),
        transaction_id: uuid(&row.transaction_id),
        cause: row.cause,
        changes: changes(&row.changes),
        personal: personal.as_deref().map(changes).unwrap_or_default(),
        occurred_at: row.occurred_at,
    }
}

/// Events with what identifies people beside them.
#[diesel::dsl::auto_type(no_type_alias)]
fn log() -> _ {
    events::table.left_join(event_personal_data::table.on(event_personal_data::event_id.eq(events::id)))
}

/// The numbered events after `seq`, in order, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn after(conn: &mut MysqlConnection, seq: u64, limit: i64) -> QueryResult<Vec<Event>> {
    let log = log()
        .filter(events::seq.gt(seq))
        .order(events::seq.asc())
        .limit(limit)
        .select((Row::as_select(), event_personal_data::changes.nullable()));
    let rows: Vec<(Row, Option<String>)> = log.load(conn)?;
    Ok(rows.into_iter().map(event).collect())
}

/// The last number that was given, and the place of the last event that is committed, numbered or not.
///
/// # Errors
/// When the database fails.
pub fn ends(conn: &mut MysqlConnection) -> QueryResult<(u64, u64)> {
    let seq = event_sequence::table.find(1).select(event_sequence::last_seq).first(conn)?;
    let position: Option<u64> = events::table.select(diesel::dsl::max(events::position)).first(conn)?;
    Ok((seq, position.unwrap_or(0)))
}

/// Whether every event up to this place has a number, and none above `seq`.
///
/// # Errors
/// When the database fails.
pub fn all_numbered(conn: &mut MysqlConnection, position: u64, seq: u64) -> QueryResult<bool> {
    let of_these = events::table.filter(events::position.le(position));
    // One statement for each way along the index.
    let unnumbered: bool =
        diesel::select(diesel::dsl::exists(of_these.filter(events::seq.is_null()))).get_result(conn)?;
    let above: bool = diesel::select(diesel::dsl::exists(of_these.filter(events::seq.gt(seq)))).get_result(conn)?;
    Ok(!unnumbered && !above)
}

/// The events of one record, the newest first, at most `limit`, below `before` when that is given.
///
/// # Errors
/// When the database fails.
pub fn of_record(conn: &mut MysqlConnection, record: Uuid, before: Option<u64>, limit: i64) -> QueryResult<Vec<Event>> {
    let log = log()
        .filter(events::record_id.eq(record.as_bytes().as_slice()))
        .filter(events::position.lt(before.unwrap_or(u64::MAX >> 1)))
        .order(events::position.desc())
        .limit(limit)
        .select((Row::as_select(), event_personal_data::changes.nullable()));
    let rows: Vec<(Row, Option<String>)> = log.load(conn)?;
    Ok(rows.into_iter().map(event).collect())
}

/// The events of one record after this position, the earliest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn of_record_after(conn: &mut MysqlConnection, record: Uuid, position: u64, limit: i64) -> QueryResult<Vec<Event>> {
    let log = log()
        .filter(events::record_id.eq(record.as_bytes().as_slice()))
        .filter(events::position.gt(position))
        .order(events::position.asc())
        .limit(limit)
        .select((Row::as_select(), event_personal_data::changes.nullable()));
    let rows: Vec<(Row, Option<String>)> = log.load(conn)?;
    Ok(rows.into_iter().map(event).collect())
}
