//! Walks along the indexes under timelines: so many entries of one strand of one person, the latest first.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime},
};
use rapport_db::{Sql, sql::Value};
use uuid::Uuid;

use super::filter::Strand;
use crate::people::ContactId;

/// How many walks one statement takes.
const MOST_BRANCHES: usize = 128;

/// A place in a timeline. The greater comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) at: NaiveDateTime,
    pub(crate) id: Uuid,
}

/// Where a walk begins and ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk {
    /// Which of the caller's lists it is for.
    pub(crate) list: usize,
    pub(crate) contact: ContactId,
    pub(crate) strand: Strand,
    /// Only what comes after this place.
    pub(crate) after: Option<Place>,
    /// Only what was before this moment.
    pub(crate) until: Option<NaiveDateTime>,
    /// How many entries at most.
    pub(crate) limit: u32,
}

/// What a walk found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) list: usize,
    pub(crate) is_event: bool,
    pub(crate) place: Place,
}

impl Strand {
    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Interactions => "interactions",
            Self::Events | Self::EventsOf(_) => "customer_events",
        }
    }

    /// The index along which it is walked. It is named, for MariaDB 10.11 takes the primary key instead where that begins
    /// with a range of the ids.
    pub(crate) const fn index(self) -> &'static str {
        match self {
            Self::Interactions => "interactions_contact",
            Self::Events => "customer_events_contact",
            Self::EventsOf(_) => "customer_events_contact_type",
        }
    }

    /// The condition that only entries of this strand are asked for, beside that on the person.
    pub(crate) fn condition(self) -> Sql {
        match self {
            Self::Interactions | Self::Events => Sql::default(),
            Self::EventsOf(of_type) => Sql::text(" AND customer_events.type_id = ").bind(bytes(of_type.uuid())),
        }
    }

    /// The condition that only entries after this place are asked for. The first half is what the index reads; the second
    /// leaves out those of the same moment that came before.
    pub(crate) fn after(self, place: Option<Place>) -> Sql {
        let Some(Place { at, id }) = place else { return Sql::default() };
        let table = self.table();
        Sql::text(format!(" AND {table}.occurred_at <= "))
            .bind(Value::Time(at))
            .push(format!(" AND ({table}.occurred_at < "))
            .bind(Value::Time(at))
            .push(format!(" OR {table}.id < "))
            .bind(bytes(id))
            .push(")")
    }
}

pub(crate) fn bytes(id: Uuid) -> Value {
    Value::Bytes(id.as_bytes().to_vec())
}

/// What the walks find, in no order.
///
/// Each branch of the statement reads exactly as many entries as it is asked for. A window function over all entries of
/// all people says it shorter and reads every entry that anybody ever had, see docs/decisions/0014.
pub(crate) fn read(conn: &mut MysqlConnection, walks: &[Walk]) -> QueryResult<Vec<Found>> {
    let mut found = Vec::new();
    for walks in walks.chunks(MOST_BRANCHES) {
        let rows: Vec<(i64, i64, Vec<u8>, NaiveDateTime)> =
            statement(walks).query::<(BigInt, BigInt, Binary, Datetime)>().load(conn)?;
        found.extend(rows.into_iter().map(|(list, is_event, id, at)| Found {
            list: usize::try_from(list).unwrap_or(usize::MAX),
            is_event: is_event == 1,
            place: Place { at, id: Uuid::from_slice(&id).unwrap_or_default() },
        }));
    }
    Ok(found)
}

fn statement(walks: &[Walk]) -> Sql {
    // Those of one strand stand together, padded to a power of two with someone who is nobody: the statement cache meets
    // few distinct texts.
    let mut ordered = walks.to_vec();
    ordered.sort_by_key(|walk| (walk.strand.table(), walk.after.is_some(), walk.until.is_some()));
    let nobody =
        Walk { contact: ContactId::from_uuid(Uuid::nil()), limit: 0, ..ordered.last().copied().unwrap_or(NONE) };
    let padded = ordered.len().next_power_of_two();
    let mut sql = Sql::default();
    for (index, walk) in ordered.into_iter().chain(std::iter::repeat(nobody)).take(padded).enumerate() {
        sql = sql.push(if index > 0 { " UNION ALL " } else { "" }).then(branch(&walk));
    }
    sql
}

/// A walk of nothing.
const NONE: Walk = Walk {
    list: 0,
    contact: ContactId::from_uuid(Uuid::nil()),
    strand: Strand::Interactions,
    after: None,
    until: None,
    limit: 0,
};

fn branch(walk: &Walk) -> Sql {
    let (table, index) = (walk.strand.table(), walk.strand.index());
    let is_event = i64::from(!matches!(walk.strand, Strand::Interactions));
    let mut sql = Sql::text("(SELECT ")
        .bind(Value::Int(i64::try_from(walk.list).unwrap_or(i64::MAX)))
        .push(" AS list, ")
        .bind(Value::Int(is_event))
        .push(format!(" AS is_event, {table}.id AS id, {table}.occurred_at AS occurred_at FROM {table} FORCE INDEX ({index}) WHERE {table}.contact_id = "))
        .bind(bytes(walk.contact.uuid()))
        .then(walk.strand.condition())
        .then(walk.strand.after(walk.after));
    if let Some(until) = walk.until {
        sql = sql.push(format!(" AND {table}.occurred_at < ")).bind(Value::Time(until));
    }
    sql.push(format!(" ORDER BY {table}.occurred_at DESC, {table}.id DESC LIMIT "))
        .bind(Value::Int(i64::from(walk.limit)))
        .push(")")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_for_many_people_has_few_shapes() {
        let shape = |people: usize| {
            let walk = |strand| Walk { contact: ContactId::new(), strand, limit: 21, ..NONE };
            let walks: Vec<_> = (0..people).flat_map(|_| [walk(Strand::Interactions), walk(Strand::Events)]).collect();
            statement(&walks).shape()
        };
        assert_eq!(shape(3).matches("LIMIT ?").count(), 8);
        assert_eq!(shape(4).matches("FROM customer_events").count(), 4);
    }
}
