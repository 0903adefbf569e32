//! The SQL of people.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Text},
};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_kernel::{Actor, Call, RowScope};

use super::{
    ContactId, ContactRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::{import::Named, permissions, schema::contacts};

fn of_ids(ids: &[ContactId]) -> Sql {
    Sql::is_in("contacts.id", ids.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect())
}

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(COLUMNS).push(" FROM contacts WHERE ").then(condition)
}

/// The living people among these whom the actor sees.
pub(crate) fn visible(conn: &mut MysqlConnection, actor: &Actor, ids: &[ContactId]) -> QueryResult<Vec<ContactRow>> {
    select(Sql::all(vec![of_ids(ids), scope::living(), scope::visible(actor)])).query::<Types>().load(conn)
}

/// These people, living or not. Whoever asks has made them.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[ContactId]) -> QueryResult<Vec<ContactRow>> {
    select(of_ids(ids)).query::<Types>().load(conn)
}

/// The ids of those among these whom the actor sees, living or not.
pub(crate) fn visible_ids(conn: &mut MysqlConnection, actor: &Actor, ids: &[ContactId]) -> QueryResult<Vec<ContactId>> {
    let condition = Sql::all(vec![of_ids(ids), scope::visible(actor)]);
    Sql::text("SELECT contacts.id FROM contacts WHERE ").then(condition).query::<Binary>().load(conn)
}

/// As [`visible_ids`], without a statement for who sees everybody.
pub(crate) fn seen(conn: &mut MysqlConnection, call: &Call, ids: &[ContactId]) -> QueryResult<Vec<ContactId>> {
    match call.actor.row_scope() {
        RowScope::All => Ok(ids.to_vec()),
        RowScope::Own | RowScope::Team | RowScope::Shared => visible_ids(conn, &call.actor, ids),
    }
}

/// A person whom the actor sees, living or deleted, locked until the transaction ends.
pub(crate) fn lock(
    conn: &mut MysqlConnection,
    actor: &Actor,
    id: ContactId,
    state: Sql,
) -> QueryResult<Option<ContactRow>> {
    select(Sql::all(vec![of_ids(&[id]), state, scope::visible(actor)]))
        .push(" FOR UPDATE")
        .query::<Types>()
        .get_result(conn)
        .optional()
}

/// The people in this state among these whom the actor sees, locked until the transaction ends, always in the same
/// order.
pub(crate) fn lock_many(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[ContactId],
    state: Sql,
) -> QueryResult<Vec<ContactRow>> {
    select(Sql::all(vec![of_ids(ids), state, scope::visible(actor)]))
        .push(" ORDER BY contacts.id FOR UPDATE")
        .query::<Types>()
        .load(conn)
}

/// The living people who are meant by these keys of another system, as far as the actor sees them.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub fn known_as(conn: &mut MysqlConnection, call: &Call, words: &[String]) -> Result<Named<ContactId>, DbError> {
    call.require(&permissions::READ)?;
    let found = holders_of(conn, &words.iter().map(String::as_str).collect::<Vec<_>>())?;
    let ids: Vec<ContactId> = found.iter().map(|(id, _)| *id).collect();
    let seen = if ids.is_empty() { Vec::new() } else { seen(conn, call, &ids)? };
    let mut known = Named::default();
    for (id, key) in found.into_iter().filter(|(id, _)| seen.contains(id)) {
        known.by_key(key, id);
    }
    Ok(known)
}

/// Inserts people.
pub(crate) fn insert(conn: &mut MysqlConnection, rows: &[ContactRow]) -> QueryResult<()> {
    diesel::insert_into(contacts::table).values(rows).execute(conn).map(drop)
}

/// The living people with these keys of another system.
pub(crate) fn holders_of(conn: &mut MysqlConnection, external_ids: &[&str]) -> QueryResult<Vec<(ContactId, String)>> {
    let ids = external_ids.iter().map(|id| Value::Text((*id).to_owned())).collect();
    Sql::text("SELECT contacts.id, contacts.external_id FROM contacts WHERE ")
        .then(Sql::is_in("contacts.living_external_id", ids))
        .query::<(Binary, Text)>()
        .load(conn)
}

/// Writes a locked person back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &ContactRow) -> QueryResult<()> {
    diesel::update(contacts::table.find(row.id))
        .set((
            contacts::version.eq(row.version),
            contacts::external_id.eq(&row.external_id),
            contacts::honorific_prefix.eq(&row.honorific_prefix),
            contacts::given_name.eq(&row.given_name),
            contacts::middle_name.eq(&row.middle_name),
            contacts::family_name.eq(&row.family_name),
            contacts::honorific_suffix.eq(&row.honorific_suffix),
            contacts::nickname.eq(&row.nickname),
            contacts::birth_date.eq(row.birth_date),
            contacts::gender.eq(&row.gender),
            contacts::language.eq(&row.language),
            contacts::time_zone.eq(&row.time_zone),
            contacts::country.eq(&row.country),
            contacts::lifecycle_stage.eq(&row.lifecycle_stage),
            contacts::life_stage.eq(&row.life_stage),
            contacts::source.eq(&row.source),
            contacts::owner_id.eq(row.owner_id),
            contacts::updated_at.eq(row.updated_at),
            contacts::deleted_at.eq(row.deleted_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes a person for good; what hangs on the person goes too.
pub(crate) fn delete(conn: &mut MysqlConnection, id: ContactId) -> QueryResult<()> {
    diesel::delete(crate::schema::affiliations::table.filter(crate::schema::affiliations::contact_id.eq(id)))
        .execute(conn)?;
    diesel::delete(contacts::table.find(id)).execute(conn).map(drop)
}
