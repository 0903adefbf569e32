//! The SQL of affiliations. Nobody sees an affiliation without seeing its person: what is read by another way than
//! the person's own record goes through the scope of people.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{Sql, one_of, sql::Value};
use rapport_kernel::Actor;
use uuid::Uuid;

use super::{
    AffiliationId, AffiliationRow,
    row::{COLUMNS, Types},
};
use crate::{
    people::{self, ContactId},
    schema::affiliations,
};

fn bytes(id: Uuid) -> Value {
    Value::Bytes(id.as_bytes().to_vec())
}

/// The primary ones first, then the latest; without a first day last.
const ORDER: &str = " ORDER BY affiliations.is_primary DESC, affiliations.starts_on DESC, affiliations.id DESC";

/// Affiliations that meet the condition, of living people whom the actor sees.
fn visible(conn: &mut MysqlConnection, actor: &Actor, condition: Sql) -> QueryResult<Vec<AffiliationRow>> {
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM affiliations JOIN contacts ON contacts.id = affiliations.contact_id WHERE ")
        .then(Sql::all(vec![condition, people::scope::living(), people::scope::visible(actor)]))
        .push(ORDER)
        .query::<Types>()
        .load(conn)
}

/// The affiliations with these ids, of people whom the actor sees.
pub(crate) fn visible_by_ids(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[AffiliationId],
) -> QueryResult<Vec<AffiliationRow>> {
    visible(conn, actor, Sql::is_in("affiliations.id", ids.iter().map(|id| bytes(id.uuid())).collect()))
}

/// The affiliations of these people. Whoever asks has seen the people.
pub(crate) fn of_contacts(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<Vec<AffiliationRow>> {
    let contacts = contacts.iter().map(|id| bytes(id.uuid())).collect();
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM affiliations WHERE ")
        .then(Sql::is_in("affiliations.contact_id", contacts))
        .push(ORDER)
        .query::<Types>()
        .load(conn)
}

/// The affiliations of a locked person, locked themselves until the transaction ends.
pub(crate) fn lock_of_contact(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Vec<AffiliationRow>> {
    lock_of_contacts(conn, &[contact])
}

/// The affiliations of locked people, locked themselves until the transaction ends.
pub(crate) fn lock_of_contacts(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<Vec<AffiliationRow>> {
    affiliations::table
        .filter(one_of(affiliations::contact_id, contacts))
        .order(affiliations::id)
        .select(AffiliationRow::as_select())
        .for_update()
        .load(conn)
}

/// Whose affiliation it is.
pub(crate) fn contact_of(conn: &mut MysqlConnection, id: AffiliationId) -> QueryResult<Option<ContactId>> {
    affiliations::table.find(id).select(affiliations::contact_id).first(conn).optional()
}

/// Inserts affiliations.
pub(crate) fn insert(conn: &mut MysqlConnection, rows: &[AffiliationRow]) -> QueryResult<()> {
    diesel::insert_into(affiliations::table).values(rows).execute(conn).map(drop)
}

/// Writes a locked affiliation back. Its person and company stay what they are.
pub(crate) fn update(conn: &mut MysqlConnection, row: &AffiliationRow) -> QueryResult<()> {
    diesel::update(affiliations::table.find(row.id))
        .set((
            affiliations::version.eq(row.version),
            affiliations::role.eq(&row.role),
            affiliations::starts_on.eq(row.starts_on),
            affiliations::ends_on.eq(row.ends_on),
            affiliations::is_primary.eq(row.is_primary),
            affiliations::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes an affiliation.
pub(crate) fn delete(conn: &mut MysqlConnection, id: AffiliationId) -> QueryResult<()> {
    diesel::delete(affiliations::table.find(id)).execute(conn).map(drop)
}
