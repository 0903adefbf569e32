//! What stands in a timeline.

use std::collections::HashMap;

use diesel::{MysqlConnection, QueryResult};
use rapport_graphql::{Open, async_graphql::Union};
use rapport_kernel::Id;
use uuid::Uuid;

use super::walk::Found;
use crate::{
    customer_events::{self, CustomerEvent, CustomerEventRow},
    interactions::{self, Interaction, InteractionRow},
};

/// An entry of a timeline: what was said or done with a person, or what the person did.
#[derive(Clone, Debug, Union)]
pub enum TimelineEntry {
    /// What was said or done with a person.
    Interaction(Interaction),
    /// What a person did.
    CustomerEvent(CustomerEvent),
}

/// An entry as a row.
#[derive(Clone, Debug)]
pub(crate) enum EntryRow {
    Interaction(InteractionRow),
    CustomerEvent(CustomerEventRow),
}

impl From<EntryRow> for TimelineEntry {
    fn from(row: EntryRow) -> Self {
        match row {
            EntryRow::Interaction(row) => Self::Interaction(Open(row.into())),
            EntryRow::CustomerEvent(row) => Self::CustomerEvent(Open(row.into())),
        }
    }
}

/// The rows of what walks found, by id: one statement for each kind.
pub(crate) fn rows<'a>(
    conn: &mut MysqlConnection,
    found: impl Iterator<Item = &'a Found>,
) -> QueryResult<HashMap<Uuid, EntryRow>> {
    let (mut interactions, mut events) = (Vec::new(), Vec::new());
    for one in found {
        if one.is_event {
            events.push(Id::from_uuid(one.place.id));
        } else {
            interactions.push(Id::from_uuid(one.place.id));
        }
    }
    let mut rows = HashMap::new();
    if !interactions.is_empty() {
        let found = interactions::repo::by_ids(conn, &interactions)?;
        rows.extend(found.into_iter().map(|row| (row.id.uuid(), EntryRow::Interaction(row))));
    }
    if !events.is_empty() {
        let found = customer_events::repo::by_ids(conn, &events)?;
        rows.extend(found.into_iter().map(|row| (row.id.uuid(), EntryRow::CustomerEvent(row))));
    }
    Ok(rows)
}
