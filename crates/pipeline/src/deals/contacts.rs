//! The people of a deal, each with their role in it.

use std::collections::{HashMap, HashSet};

use diesel::{MysqlConnection, prelude::*};
use rapport_contacts::{
    people::{ContactById, ContactId, ContactRecord},
    text::{self, Lines},
};
use rapport_db::{DbError, one_of};
use rapport_graphql::{
    Open, Record, Related,
    async_graphql::{ID, InputObject, SimpleObject},
    input::{self, Violations},
    loader::Batch,
    open::relation::{Relation, one},
    path,
};
use rapport_kernel::{Call, InputPath};
use serde_json::{Value, json};

use super::DealId;
use crate::{by_id::grouped, permissions, schema::deal_contacts};

/// How many people a deal has at most.
const MOST: usize = 50;
/// How long a role is at most.
const LONGEST_ROLE: usize = 100;

/// A person of a deal, as it is to be.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct DealContactInput {
    /// The person.
    pub contact_id: ID,
    /// What the person is in the deal, at most 100 characters: decides, pays, uses.
    pub role: Option<String>,
}

/// A row of `deal_contacts`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = deal_contacts, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
pub(crate) struct DealContactRow {
    pub(crate) deal_id: DealId,
    pub(crate) contact_id: ContactId,
    pub(crate) place: u32,
    pub(crate) role: Option<String>,
}

/// A person of a deal, read from an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) contact: ContactId,
    pub(crate) role: Option<String>,
}

/// A person of a deal.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "DealContact", relations)]
pub struct DealContactRecord {
    /// What the person is in the deal: decides, pays, uses.
    pub role: Option<String>,
    #[graphql(skip)]
    contact: ContactId,
}

/// A person of a deal, open to other modules.
pub type DealContact = Open<DealContactRecord>;

impl From<DealContactRow> for DealContactRecord {
    fn from(row: DealContactRow) -> Self {
        Self { role: row.role, contact: row.contact_id }
    }
}

impl Related for DealContactRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![one::<Self, ContactById, ContactRecord>(
            "contact",
            "The person; null for one who is deleted or whom you may not see.",
            |entry| Some(entry.contact),
        )]
    }
}

/// The people of deals in their order, by the id of the deal.
pub(crate) struct ContactsByDealId;

impl Batch for ContactsByDealId {
    type Key = DealId;
    type Value = Vec<DealContactRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[DealId],
    ) -> Result<HashMap<DealId, Vec<DealContactRow>>, DbError> {
        call.require(&permissions::READ)?;
        Ok(grouped(of(conn, keys)?, |row| row.deal_id))
    }
}

/// The people of these deals, in their order.
pub(crate) fn of(conn: &mut MysqlConnection, deals: &[DealId]) -> QueryResult<Vec<DealContactRow>> {
    deal_contacts::table
        .filter(one_of(deal_contacts::deal_id, deals))
        .order((deal_contacts::deal_id, deal_contacts::place))
        .select(DealContactRow::as_select())
        .load(conn)
}

/// Reads the people of a deal.
pub(crate) fn read(violations: &mut Violations, at: &InputPath, said: &[DealContactInput]) -> Vec<Entry> {
    let below =
        |index: usize, field: &'static str| at.iter().cloned().chain(path![index, field]).collect::<InputPath>();
    if said.len() > MOST {
        violations.add(at.clone(), format!("A deal has at most {MOST} people."));
        return Vec::new();
    }
    let mut known = HashSet::new();
    let mut entries = Vec::with_capacity(said.len());
    for (index, one) in said.iter().enumerate() {
        let role = one.role.as_deref();
        let role = text::optional(violations, below(index, "role"), role, LONGEST_ROLE, Lines::One);
        let Some(contact) = violations.take(input::id(&one.contact_id, below(index, "contactId"))) else { continue };
        if !known.insert(contact) {
            violations.add(below(index, "contactId"), "This person stands twice in the list.");
        }
        entries.push(Entry { contact, role });
    }
    entries
}

/// Adds what is wrong with people whom the actor does not see. Those whom the deal has already may stay.
pub(crate) fn check(
    conn: &mut MysqlConnection,
    call: &Call,
    present: &[DealContactRow],
    entries: &[Entry],
    violations: &mut Violations,
) -> Result<(), DbError> {
    let new: Vec<ContactId> = entries
        .iter()
        .map(|entry| entry.contact)
        .filter(|contact| present.iter().all(|row| row.contact_id != *contact))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let seen = ContactById::load(conn, call, &new)?;
    for (index, entry) in entries.iter().enumerate() {
        if new.contains(&entry.contact) && !seen.contains_key(&entry.contact) {
            violations.add(path!["input", "contacts", index, "contactId"], "There is no such person.");
        }
    }
    Ok(())
}

/// Replaces the people of a deal.
pub(crate) fn replace(conn: &mut MysqlConnection, deal: DealId, entries: &[Entry]) -> QueryResult<()> {
    diesel::delete(deal_contacts::table.filter(deal_contacts::deal_id.eq(deal))).execute(conn)?;
    let rows: Vec<_> = entries
        .iter()
        .zip(0..)
        .map(|(entry, place)| DealContactRow {
            deal_id: deal,
            contact_id: entry.contact,
            place,
            role: entry.role.clone(),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(deal_contacts::table).values(&rows).execute(conn).map(drop)
}

/// The people as an event tells them; `None` for none.
pub(crate) fn told<'a>(entries: impl Iterator<Item = (ContactId, Option<&'a str>)>) -> Option<Vec<Value>> {
    let told: Vec<_> =
        entries.map(|(contact, role)| json!({ "contactId": contact.to_global(), "role": role })).collect();
    Some(told).filter(|told| !told.is_empty())
}
