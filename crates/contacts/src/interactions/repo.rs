//! The SQL of interactions. One is visible exactly when its person is.

use std::{cmp::Reverse, collections::HashMap};

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{BigInt, Binary, Text},
};
use rapport_db::{
    Sql,
    page::{Nulls, Order, SortKey},
    sql::Value,
};
use rapport_graphql::list::Found;
use rapport_kernel::Actor;

use super::{
    InteractionId, InteractionRow,
    row::{COLUMNS, Types},
};
use crate::{
    people::{ContactId, scope},
    schema::interactions,
};

/// The id, in which every order of interactions ends.
pub(crate) const ID: &str = "interactions.id";

/// The order of a timeline: the latest first. With the id, it is the index `interactions_contact` backwards.
pub(crate) fn latest_first() -> Vec<SortKey> {
    let expression = "interactions.occurred_at";
    vec![SortKey { expression, nullable: false, descending: true, nulls: Nulls::Last }]
}

/// A condition on `interactions`: those with this person, if the actor sees the person. Whether the person lives is
/// not asked: who is shown a deleted person is shown the timeline too.
pub(crate) fn of_contact(actor: &Actor, contact: ContactId) -> Sql {
    let id = || Value::Bytes(contact.as_bytes().to_vec());
    // The same for every row, so that it is answered once, before any is read.
    Sql::text("interactions.contact_id = ")
        .bind(id())
        .push(" AND EXISTS (SELECT 1 FROM contacts WHERE contacts.id = ")
        .bind(id())
        .push(" AND ")
        .then(scope::visible(actor))
        .push(")")
}

/// These interactions, as far as they are with living people whom the actor sees.
pub(crate) fn visible(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[InteractionId],
) -> QueryResult<Vec<InteractionRow>> {
    let ids = ids.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM interactions JOIN contacts ON contacts.id = interactions.contact_id WHERE ")
        .then(Sql::all(vec![Sql::is_in(ID, ids), scope::living(), scope::visible(actor)]))
        .query::<Types>()
        .load(conn)
}

/// These interactions. Whoever asks has seen the people.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[InteractionId]) -> QueryResult<Vec<InteractionRow>> {
    let ids = ids.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM interactions WHERE ")
        .then(Sql::is_in(ID, ids))
        .query::<Types>()
        .load(conn)
}

/// How many interactions each of these people has; none of those who have none.
pub(crate) fn counts(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<HashMap<ContactId, i64>> {
    let contacts = contacts.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    let rows: Vec<(ContactId, i64)> = Sql::text("SELECT interactions.contact_id, COUNT(*) FROM interactions WHERE ")
        .then(Sql::is_in("interactions.contact_id", contacts))
        .push(" GROUP BY interactions.contact_id")
        .query::<(Binary, BigInt)>()
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// How many people one statement of [`latest`] serves: more than a page holds.
const MOST_BRANCHES: usize = 128;

/// The latest interactions of each of these people, as many as is said with each, the latest first.
///
/// One walk of exactly so many entries along `interactions_contact` for each person, then the rows of what was found.
/// The window function that would say it shorter, `ROW_NUMBER() OVER (PARTITION BY contact_id ..) <= n`, reads and
/// sorts every interaction that each of them ever had. For the latest 5 of 100 people with 300 each, MariaDB 10.11
/// counted 3,200 rows read (`Handler_read%`), 1,200 written to temporary tables and 14 ms prepared; with a window over
/// the index alone 212,000, 60,600 and 65 ms; with a window over whole rows 337,000, 60,000 and 0.6 s. Where each has
/// only 5, the two are alike.
pub(crate) fn latest(
    conn: &mut MysqlConnection,
    contacts: &[(ContactId, u32)],
) -> QueryResult<HashMap<ContactId, Vec<Found<InteractionRow>>>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for contacts in contacts.chunks(MOST_BRANCHES) {
        let rows: Vec<(InteractionRow, String)> = latest_sql(contacts).query::<(Types, Text)>().load(conn)?;
        for (row, sort_values) in rows {
            let id = row.id.as_bytes().to_vec();
            found.entry(row.contact_id).or_default().push((row, id, sort_values));
        }
    }
    for rows in found.values_mut() {
        rows.sort_by_key(|(row, ..)| Reverse((row.occurred_at, row.id)));
    }
    Ok(found)
}

fn latest_sql(contacts: &[(ContactId, u32)]) -> Sql {
    // Padded to a power of two with someone who is nobody, so that the statement cache meets few distinct texts.
    let nobody = (ContactId::from_uuid(uuid::Uuid::nil()), 0);
    let padded = contacts.len().next_power_of_two();
    let mut sql = Sql::text("SELECT ")
        .push(COLUMNS)
        .push(", ")
        .push(Order::new(latest_first(), ID, true).sort_values())
        .push(" FROM (");
    for (index, (contact, limit)) in contacts.iter().chain(std::iter::repeat(&nobody)).take(padded).enumerate() {
        sql = sql
            .push(if index > 0 { " UNION ALL " } else { "" })
            .push("(SELECT interactions.id FROM interactions WHERE interactions.contact_id = ")
            .bind(Value::Bytes(contact.as_bytes().to_vec()))
            .push(" ORDER BY interactions.occurred_at DESC, interactions.id DESC LIMIT ")
            .bind(Value::Int(i64::from(*limit)))
            .push(")");
    }
    sql.push(") AS latest JOIN interactions ON interactions.id = latest.id")
}

/// An interaction, locked until the transaction ends. Whether the actor sees it is still to be asked: joined here, the
/// person would be locked too.
pub(crate) fn lock(conn: &mut MysqlConnection, id: InteractionId) -> QueryResult<Option<InteractionRow>> {
    interactions::table.find(id).select(InteractionRow::as_select()).for_update().first(conn).optional()
}

/// Inserts an interaction.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &InteractionRow) -> QueryResult<()> {
    diesel::insert_into(interactions::table).values(row).execute(conn).map(drop)
}

/// Writes a locked interaction back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &InteractionRow) -> QueryResult<()> {
    diesel::update(interactions::table.find(row.id))
        .set((
            interactions::version.eq(row.version),
            interactions::kind.eq(&row.kind),
            interactions::channel.eq(&row.channel),
            interactions::direction.eq(&row.direction),
            interactions::sentiment.eq(&row.sentiment),
            interactions::subject.eq(&row.subject),
            interactions::body.eq(&row.body),
            interactions::occurred_at.eq(row.occurred_at),
            interactions::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes a locked interaction for good.
pub(crate) fn delete(conn: &mut MysqlConnection, id: InteractionId) -> QueryResult<()> {
    diesel::delete(interactions::table.find(id)).execute(conn).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_for_many_people_has_few_shapes() {
        let shape = |people: usize| {
            let contacts: Vec<_> = (0..people).map(|_| (ContactId::new(), 21)).collect();
            latest_sql(&contacts).shape()
        };
        assert_eq!(shape(5), shape(8));
        assert_ne!(shape(8), shape(9));
        assert_eq!(shape(3).matches("LIMIT ?").count(), 4);
    }
}
