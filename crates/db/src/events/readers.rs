//! Readers of the house: who reads the log from start to end, whatever node they run on, and keeps how far they have come.
//! No event is removed that one of them has not read.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Text, Unsigned},
};

use crate::schema::{event_readers, event_sequence};

/// How far a reader has come; `None` for one that has not begun.
///
/// # Errors
/// When the database fails.
pub fn place(conn: &mut MysqlConnection, name: &str) -> QueryResult<Option<u64>> {
    event_readers::table.find(name).select(event_readers::seq).first(conn).optional()
}

/// Lets a reader begin with what happens from now on, unless it has begun already. Returns the last number that was given.
///
/// # Errors
/// When the database fails.
pub fn begin(conn: &mut MysqlConnection, name: &str) -> QueryResult<u64> {
    let last: u64 = event_sequence::table.find(1).select(event_sequence::last_seq).first(conn)?;
    sql_query("INSERT IGNORE INTO event_readers (name, seq) VALUES (?, ?)")
        .bind::<Text, _>(name)
        .bind::<Unsigned<BigInt>, _>(last)
        .execute(conn)?;
    Ok(last)
}

/// How far a reader has come, locked until the transaction ends: another that reads in its name waits, and sees that it has
/// come on.
///
/// # Errors
/// When the database fails.
pub fn claim(conn: &mut MysqlConnection, name: &str) -> QueryResult<Option<u64>> {
    event_readers::table.find(name).select(event_readers::seq).for_update().first(conn).optional()
}

/// Keeps that a reader has come this far.
///
/// # Errors
/// When the database fails.
pub fn advance(conn: &mut MysqlConnection, name: &str, seq: u64) -> QueryResult<()> {
    diesel::update(event_readers::table.find(name)).set(event_readers::seq.eq(seq)).execute(conn).map(drop)
}

/// The same for a reader that also keeps its own account of how far it has come: it begins with that.
///
/// # Errors
/// When the database fails.
pub fn reach(conn: &mut MysqlConnection, name: &str, seq: u64) -> QueryResult<()> {
    sql_query("INSERT INTO event_readers (name, seq) VALUES (?, ?) ON DUPLICATE KEY UPDATE seq = VALUES(seq)")
        .bind::<Text, _>(name)
        .bind::<Unsigned<BigInt>, _>(seq)
        .execute(conn)
        .map(drop)
}
