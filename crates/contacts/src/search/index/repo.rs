//! The SQL that writes the index.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{Sql, sql::Value};
use rapport_search_words::{Bags, RecordWords};
use uuid::Uuid;

use super::{
    difference::Posting,
    sources::{Entries, Entry},
};
use crate::schema::{search_postings, search_records};

/// Rows of one statement at most: many enough that it pays, and their values fit into it.
pub(super) const ROWS: usize = 1_000;
/// Entries that one statement removes at most: each is a condition of its own.
const REMOVED: usize = 128;

type KeptRow = (Vec<u8>, bool, Option<Vec<u8>>, String, String, String, String);

fn uuid(bytes: &[u8]) -> Uuid {
    Uuid::from_slice(bytes).unwrap_or_default()
}

/// What the index holds of these records.
pub(super) fn kept(conn: &mut MysqlConnection, ids: &[Uuid]) -> QueryResult<Entries> {
    let ids: Vec<&[u8]> = ids.iter().map(|id| id.as_bytes().as_slice()).collect();
    let rows: Vec<KeptRow> = search_records::table.filter(search_records::record_id.eq_any(ids)).load(conn)?;
    let entry = |(id, is_company, owner, names, domains, emails, phones): KeptRow| {
        let words = RecordWords::of_bags(is_company, &Bags { names, domains, emails, phones });
        (uuid(&id), Entry { is_company, owner: owner.as_deref().map(uuid), words })
    };
    Ok(rows.into_iter().map(entry).collect())
}

#[derive(Insertable)]
#[diesel(table_name = search_records)]
struct NewRecord {
    record_id: Vec<u8>,
    is_company: bool,
    owner_id: Option<Vec<u8>>,
    names: String,
    domains: String,
    emails: String,
    phones: String,
}

/// Replaces the rows of these records; those that are not among `new` go.
pub(super) fn replace_records(conn: &mut MysqlConnection, ids: &BTreeSet<Uuid>, new: &Entries) -> QueryResult<()> {
    let keys: Vec<&[u8]> = ids.iter().map(|id| id.as_bytes().as_slice()).collect();
    diesel::delete(search_records::table.filter(search_records::record_id.eq_any(keys))).execute(conn)?;
    let rows: Vec<NewRecord> = ids
        .iter()
        .filter_map(|id| {
            let entry = new.get(id)?;
            let Bags { names, domains, emails, phones } = entry.words.bags();
            let owner_id = entry.owner.map(|owner| owner.as_bytes().to_vec());
            let record_id = id.as_bytes().to_vec();
            Some(NewRecord { record_id, is_company: entry.is_company, owner_id, names, domains, emails, phones })
        })
        .collect();
    for rows in rows.chunks(ROWS) {
        diesel::insert_into(search_records::table).values(rows).execute(conn)?;
    }
    Ok(())
}

/// Removes entries, each by its whole key.
pub(super) fn remove(conn: &mut MysqlConnection, postings: &BTreeSet<Posting>) -> QueryResult<()> {
    let postings: Vec<&Posting> = postings.iter().collect();
    for some in postings.chunks(REMOVED) {
        let last = some.last().into_iter().cycle();
        // Padded as lists of values are, so that few distinct statements are prepared.
        let padded = some.iter().chain(last).take(some.len().next_power_of_two());
        let keys = padded.map(|(place, word, record)| {
            Sql::text("(place = ")
                .bind(Value::Int(i64::from(*place)))
                .push(" AND word = ")
                .bind(Value::Text(word.clone()))
                .push(" AND record_id = ")
                .bind(Value::Bytes(record.as_bytes().to_vec()))
                .push(")")
        });
        let sql = Sql::text("DELETE FROM search_postings WHERE ").then(Sql::any(keys.collect()));
        sql.query::<()>().execute(conn)?;
    }
    Ok(())
}

/// Adds entries, in the order of their key.
pub(super) fn add(conn: &mut MysqlConnection, postings: &BTreeMap<Posting, Option<Uuid>>) -> QueryResult<()> {
    let rows: Vec<_> = postings
        .iter()
        .map(|((place, word, record), owner)| {
            (
                search_postings::place.eq(place),
                search_postings::word.eq(word),
                search_postings::record_id.eq(record.as_bytes().as_slice()),
                search_postings::owner_id.eq(owner.as_ref().map(|owner| owner.as_bytes().as_slice())),
            )
        })
        .collect();
    for rows in rows.chunks(ROWS) {
        diesel::insert_into(search_postings::table).values(rows.to_vec()).execute(conn)?;
    }
    Ok(())
}
