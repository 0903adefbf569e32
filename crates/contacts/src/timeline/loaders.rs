//! Timelines of many people, read together.

use std::{cmp::Reverse, collections::HashMap};

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary},
};
use rapport_db::{DbError, Sql};
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{
    connection::Placed,
    entry,
    filter::TimelineFilter,
    walk::{self, Found, Place, Walk, bytes},
};
use crate::{
    people::{self, ContactId},
    permissions,
};

/// A page of a person's timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PageKey {
    pub(crate) contact: ContactId,
    pub(crate) filter: TimelineFilter,
    pub(crate) after: Option<Place>,
    /// How many entries the page has. One more is read, if there is one: it tells whether others follow.
    pub(crate) limit: u32,
}

/// Pages of timelines: a fixed number of statements, however many people, as long as their walks fit in one.
pub(crate) struct TimelineByContactId;

impl Batch for TimelineByContactId {
    type Key = PageKey;
    type Value = Vec<Placed>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[PageKey],
    ) -> Result<HashMap<PageKey, Vec<Placed>>, DbError> {
        call.require(&permissions::READ)?;
        let contacts: Vec<_> = keys.iter().map(|key| key.contact).collect();
        let seen = people::repo::seen(conn, call, &contacts)?;
        let mut walks = Vec::new();
        for (list, key) in keys.iter().enumerate().filter(|(_, key)| seen.contains(&key.contact)) {
            let PageKey { contact, after, limit, .. } = *key;
            let limit = limit.saturating_add(1);
            let strands = key.filter.strands();
            walks.extend(strands.into_iter().map(|strand| Walk { list, contact, strand, after, until: None, limit }));
        }
        let mut lists: HashMap<usize, Vec<Found>> = HashMap::new();
        for found in walk::read(conn, &walks)? {
            lists.entry(found.list).or_default().push(found);
        }
        for (list, found) in &mut lists {
            latest(found, keys.get(*list).map_or(0, |key| key.limit));
        }
        let rows = entry::rows(conn, lists.values().flatten())?;
        let page = |found: &[Found]| found.iter().filter_map(|one| placed(&rows, one)).collect::<Vec<_>>();
        let pages = lists.iter().filter_map(|(list, found)| Some((*keys.get(*list)?, page(found))));
        Ok(pages.collect())
    }
}

/// Brings entries in their order and leaves as many as a page has, and one more.
pub(crate) fn latest(found: &mut Vec<Found>, limit: u32) {
    found.sort_by_key(|one| Reverse(one.place));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1));
}

/// An entry with its row, unless that was removed between the statements.
pub(crate) fn placed(rows: &HashMap<uuid::Uuid, entry::EntryRow>, found: &Found) -> Option<Placed> {
    Some(Placed { place: found.place, row: rows.get(&found.place.id)?.clone() })
}

/// How many entries a person's timeline has, by the id of the person: one statement for each filter.
pub(crate) struct TimelineCountByContactId;

impl Batch for TimelineCountByContactId {
    type Key = (ContactId, TimelineFilter);
    type Value = i64;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[(ContactId, TimelineFilter)],
    ) -> Result<HashMap<Self::Key, i64>, DbError> {
        call.require(&permissions::READ)?;
        let contacts: Vec<_> = keys.iter().map(|(contact, _)| *contact).collect();
        let seen = people::repo::seen(conn, call, &contacts)?;
        let mut by_filter: HashMap<TimelineFilter, Vec<ContactId>> = HashMap::new();
        for (contact, filter) in keys.iter().filter(|(contact, _)| seen.contains(contact)) {
            by_filter.entry(*filter).or_default().push(*contact);
        }
        let mut counts = HashMap::new();
        for (filter, contacts) in by_filter {
            for (contact, count) in count(conn, filter, &contacts)? {
                *counts.entry((contact, filter)).or_default() += count;
            }
        }
        Ok(counts)
    }
}

fn count(
    conn: &mut MysqlConnection,
    filter: TimelineFilter,
    contacts: &[ContactId],
) -> QueryResult<Vec<(ContactId, i64)>> {
    let mut sql = Sql::default();
    for (index, strand) in filter.strands().into_iter().enumerate() {
        let table = strand.table();
        let contacts = contacts.iter().map(|contact| bytes(contact.uuid())).collect();
        sql = sql
            .push(if index > 0 { " UNION ALL " } else { "" })
            .push(format!("SELECT {table}.contact_id, COUNT(*) FROM {table} WHERE "))
            .then(Sql::is_in(format!("{table}.contact_id"), contacts))
            .then(strand.condition())
            .push(format!(" GROUP BY {table}.contact_id"));
    }
    if sql.shape().is_empty() {
        return Ok(Vec::new());
    }
    sql.query::<(Binary, BigInt)>().load(conn)
}
