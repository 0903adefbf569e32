//! The SQL of households. One is visible to who sees everybody, or somebody who lives in it.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

use super::{
    HouseholdId, HouseholdRow,
    row::{COLUMNS, Member, Types},
};
use crate::{
    kept,
    people::{self, ContactId, ContactRow},
    schema::{household_members, households},
};

fn bytes_of<K>(ids: &[rapport_kernel::Id<K>]) -> Vec<Value> {
    ids.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect()
}

/// A condition on `households` for those that the actor sees.
fn visible_to(actor: &Actor) -> Sql {
    if actor.row_scope() == RowScope::All {
        return Sql::text("TRUE");
    }
    Sql::text(
        "EXISTS (SELECT 1 FROM household_members JOIN contacts ON contacts.id = household_members.contact_id \
         WHERE household_members.household_id = households.id AND ",
    )
    .then(Sql::all(vec![people::scope::living(), people::scope::visible(actor)]))
    .push(")")
}

/// Those of these households that the actor sees.
pub(crate) fn visible(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[HouseholdId],
) -> QueryResult<Vec<HouseholdRow>> {
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM households WHERE ")
        .then(Sql::all(vec![Sql::is_in("households.id", bytes_of(ids)), visible_to(actor)]))
        .query::<Types>()
        .load(conn)
}

/// The households in which these people live.
pub(crate) fn of_contacts(
    conn: &mut MysqlConnection,
    contacts: &[ContactId],
) -> QueryResult<Vec<(ContactId, HouseholdRow)>> {
    Sql::text("SELECT household_members.contact_id, ")
        .push(COLUMNS)
        .push(" FROM household_members JOIN households ON households.id = household_members.household_id WHERE ")
        .then(Sql::is_in("household_members.contact_id", bytes_of(contacts)))
        .query::<(Binary, Types)>()
        .load(conn)
}

/// The living people in these households whom the actor sees, in the order in which they were named.
pub(crate) fn people_in(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[HouseholdId],
) -> QueryResult<Vec<(HouseholdId, ContactRow, Option<String>)>> {
    Sql::text("SELECT household_members.household_id, ")
        .push(people::row::COLUMNS)
        .push(", household_members.role FROM household_members JOIN contacts ON contacts.id = household_members.contact_id WHERE ")
        .then(Sql::all(vec![
            Sql::is_in("household_members.household_id", bytes_of(ids)),
            people::scope::living(),
            people::scope::visible(actor),
        ]))
        .push(" ORDER BY household_members.household_id, household_members.place")
        .query::<(Binary, people::row::Types, Nullable<Text>)>()
        .load(conn)
}

/// A household that the actor sees, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, actor: &Actor, id: HouseholdId) -> QueryResult<Option<HouseholdRow>> {
    if visible(conn, actor, &[id])?.is_empty() {
        return Ok(None);
    }
    households::table.find(id).select(HouseholdRow::as_select()).for_update().first(conn).optional()
}

/// Who lives in a household, deleted people included, in the order in which they were named.
pub(crate) fn members_of(conn: &mut MysqlConnection, id: HouseholdId) -> QueryResult<Vec<Member>> {
    let rows: Vec<(ContactId, Option<String>)> = household_members::table
        .filter(household_members::household_id.eq(id))
        .order(household_members::place)
        .select((household_members::contact_id, household_members::role))
        .load(conn)?;
    let member =
        |(contact, role): (ContactId, Option<String>)| Member { contact, role: role.as_deref().and_then(kept::value) };
    Ok(rows.into_iter().map(member).collect())
}

/// Inserts a household.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &HouseholdRow) -> QueryResult<()> {
    diesel::insert_into(households::table).values(row).execute(conn).map(drop)
}

/// Writes a locked household back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &HouseholdRow) -> QueryResult<()> {
    diesel::update(households::table.find(row.id))
        .set((
            households::version.eq(row.version),
            households::name.eq(&row.name),
            households::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes a household; the people stay.
pub(crate) fn delete(conn: &mut MysqlConnection, id: HouseholdId) -> QueryResult<()> {
    diesel::delete(households::table.find(id)).execute(conn).map(drop)
}

/// Replaces those who live in a household.
pub(crate) fn replace_members(conn: &mut MysqlConnection, id: HouseholdId, members: &[Member]) -> QueryResult<()> {
    diesel::delete(household_members::table.filter(household_members::household_id.eq(id))).execute(conn)?;
    let row = |(member, place): (&Member, u16)| {
        (
            household_members::contact_id.eq(member.contact),
            household_members::household_id.eq(id),
            household_members::place.eq(place),
            household_members::role.eq(member.role.map(kept::name)),
        )
    };
    let rows: Vec<_> = members.iter().zip(0..).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(household_members::table).values(&rows).execute(conn).map(drop)
}
