//! The SQL of interactions. One is visible exactly when its person is.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
    sql::Value,
};
use rapport_graphql::ShortText;
use rapport_kernel::{Actor, RowScope};

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
    let with_contact = Sql::text("interactions.contact_id = ").bind(id());
    if actor.row_scope() == RowScope::All {
        return with_contact;
    }
    // The same for every row, so that it is answered once, before any is read.
    with_contact
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

/// An interaction, locked until the transaction ends. Whether the actor sees it is still to be asked: joined here, the
/// person would be locked too.
pub(crate) fn lock(conn: &mut MysqlConnection, id: InteractionId) -> QueryResult<Option<InteractionRow>> {
    interactions::table.find(id).select(InteractionRow::as_select()).for_update().first(conn).optional()
}

/// Inserts an interaction with a living person whom the actor sees; `false` when there is no such person. The look and
/// the insert are one statement, which is one way to the database and back.
pub(crate) fn insert(conn: &mut MysqlConnection, actor: &Actor, row: &InteractionRow) -> QueryResult<bool> {
    let text = |text: &Option<ShortText>| text.as_deref().map_or(Value::Null, |text| Value::Text(text.to_owned()));
    let bytes = |id: &[u8; 16]| Value::Bytes(id.to_vec());
    let values = [
        bytes(row.id.as_bytes()),
        Value::Int(i64::from(row.version)),
        Value::Text(row.kind.to_string()),
        text(&row.channel),
        text(&row.direction),
        text(&row.sentiment),
        text(&row.subject),
        text(&row.body),
        Value::Time(row.occurred_at),
        row.recorded_by.map_or(Value::Null, |user| bytes(user.as_bytes())),
        Value::Time(row.created_at),
        Value::Time(row.updated_at),
    ];
    let mut sql = Sql::text(
        "INSERT INTO interactions (id, version, kind, channel, direction, sentiment, subject, body, occurred_at, \
         recorded_by, created_at, updated_at, contact_id) SELECT ",
    );
    for value in values {
        sql = sql.bind(value).push(", ");
    }
    let inserted = sql
        .push("contacts.id FROM contacts WHERE contacts.id = ")
        .bind(bytes(row.contact_id.as_bytes()))
        .push(" AND ")
        .then(Sql::all(vec![scope::living(), scope::visible(actor)]))
        .query::<()>()
        .execute(conn)?;
    Ok(inserted > 0)
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
