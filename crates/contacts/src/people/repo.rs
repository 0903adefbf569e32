//! The SQL of people.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, Call, RowScope};

use super::{
    ContactId, ContactRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::schema::contacts;

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

/// The ids of those among these whom the actor sees, living or not.
pub(crate) fn visible_ids(conn: &mut MysqlConnection, actor: &Actor, ids: &[ContactId]) -> QueryResult<Vec<ContactId>> {
    let condition = Sql::all(vec![of_ids(ids), scope::visible(actor)]);
    Sql::text("SELECT contacts.id FROM contacts WHERE ").then(condition).query::<diesel::sql_types::Binary>().load(conn)
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

/// Inserts a person.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &ContactRow) -> QueryResult<()> {
    diesel::insert_into(contacts::table).values(row).execute(conn).map(drop)
}

/// Writes a locked person back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &ContactRow) -> QueryResult<()> {
    diesel::update(contacts::table.find(row.id))
        .set((
            contacts::version.eq(row.version),
            contacts::honorific_prefix.eq(&row.honorific_prefix),
            contacts::given_name.eq(&row.given_name),
            contacts::middle_name.eq(&row.middle_name),
            contacts::family_name.eq(&row.family_name),
            contacts::honorific_suffix.eq(&row.honorific_suffix),
            contacts::nickname.eq(&row.nickname),
            contacts::language.eq(&row.language),
            contacts::country.eq(&row.country),
            contacts::lifecycle_stage.eq(&row.lifecycle_stage),
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
