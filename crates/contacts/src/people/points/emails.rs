//! E-mail addresses. One address belongs to one living person.

use std::collections::HashMap;

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Bool, Nullable, Text},
};
use email_address::EmailAddress;
use rapport_db::{DbError, Sql, error::violated_key};
use rapport_graphql::{
    async_graphql::{InputObject, SimpleObject},
    input::Violations,
    loader::Batch,
};
use rapport_kernel::{Actor, ApiError, Call, Code, InputPath};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{MOST, at, choose_primary, of_contacts, place};
use crate::{
    people::{ContactId, repo},
    permissions,
    schema::contact_emails,
    text::{self, Lines},
};

/// An e-mail address of a person.
#[derive(Clone, Debug, PartialEq, SimpleObject, Serialize, Deserialize)]
#[graphql(name = "ContactEmail")]
pub(crate) struct Email {
    /// The address as it was given.
    pub address: String,
    /// What it is for: work, home.
    pub label: Option<String>,
    /// Whether it is the first to use.
    pub is_primary: bool,
}

/// An e-mail address of a person.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ContactEmailInput {
    /// The address. No two living people have the same, whatever its case.
    pub address: String,
    /// What it is for: work, home.
    pub label: Option<String>,
    /// Whether it is the first to use. Without one, the first in the list is.
    pub is_primary: Option<bool>,
}

/// Checks the addresses and makes them fit to be kept.
pub(crate) fn validate(violations: &mut Violations, path: &InputPath, inputs: &[ContactEmailInput]) -> Vec<Email> {
    let primary = choose_primary(violations, path, &inputs.iter().map(|input| input.is_primary).collect::<Vec<_>>());
    let mut emails: Vec<Email> = Vec::new();
    for (index, (input, is_primary)) in inputs.iter().zip(primary).enumerate().take(MOST) {
        let label = text::optional(violations, at(path, index, "label"), input.label.as_deref(), 50, Lines::One);
        let address = input.address.trim();
        if address.len() > 254 || address.chars().any(char::is_control) || !EmailAddress::is_valid(address) {
            violations.add(at(path, index, "address"), "This is not an e-mail address.");
        } else if emails.iter().any(|email| key(&email.address) == key(address)) {
            violations.add(at(path, index, "address"), "This address stands twice in the list.");
        } else {
            emails.push(Email { address: address.to_owned(), label, is_primary });
        }
    }
    emails
}

/// What makes two spellings of an address one.
pub(crate) fn key(address: &str) -> String {
    address.to_lowercase()
}

#[derive(Insertable)]
#[diesel(table_name = contact_emails)]
struct NewRow<'a> {
    id: Vec<u8>,
    contact_id: ContactId,
    place: u16,
    address: &'a str,
    address_key: String,
    label: Option<&'a str>,
    is_primary: bool,
}

/// Replaces the addresses of a person.
pub(crate) fn replace(
    conn: &mut MysqlConnection,
    actor: &Actor,
    contact: ContactId,
    emails: &[Email],
    path: &InputPath,
) -> Result<(), DbError> {
    diesel::delete(contact_emails::table.filter(contact_emails::contact_id.eq(contact))).execute(conn)?;
    let rows: Vec<_> = emails
        .iter()
        .enumerate()
        .map(|(index, email)| NewRow {
            id: Uuid::now_v7().as_bytes().to_vec(),
            contact_id: contact,
            place: place(index),
            address: &email.address,
            address_key: key(&email.address),
            label: email.label.as_deref(),
            is_primary: email.is_primary,
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    match diesel::insert_into(contact_emails::table).values(&rows).execute(conn) {
        Ok(_) => Ok(()),
        Err(error) if violated_key(&error).is_some() => {
            let keys: Vec<_> = emails.iter().map(|email| key(&email.address)).collect();
            Err(taken(conn, actor, contact, &keys, path)?.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Says which addresses are taken, and by whom as far as the actor may know.
pub(crate) fn taken(
    conn: &mut MysqlConnection,
    actor: &Actor,
    contact: ContactId,
    keys: &[String],
    path: &InputPath,
) -> Result<ApiError, DbError> {
    let holders: Vec<(String, ContactId)> = contact_emails::table
        .filter(contact_emails::living_key.eq_any(keys))
        .filter(contact_emails::contact_id.ne(contact))
        .select((contact_emails::address_key, contact_emails::contact_id))
        .load(conn)?;
    let ids: Vec<_> = holders.iter().map(|(_, holder)| *holder).collect();
    let visible = repo::visible_ids(conn, actor, &ids)?;
    let mut violations = Violations::new();
    for (index, address) in keys.iter().enumerate() {
        if holders.iter().any(|(held, _)| held == address) {
            violations.add(at(path, index, "address"), "Another person has this address.");
        }
    }
    let mut error = violations.check().err().unwrap_or_else(|| ApiError::new(Code::Conflict, ""));
    error.code = Code::Conflict;
    error.message = "Another person has this e-mail address.".into();
    Ok(error.with_conflicting_ids(visible.into_iter().map(ContactId::to_global).collect()))
}

/// Frees the addresses of a deleted person, or takes them back.
pub(crate) fn release(
    conn: &mut MysqlConnection,
    contact: ContactId,
    at: Option<chrono::NaiveDateTime>,
) -> QueryResult<()> {
    diesel::update(contact_emails::table.filter(contact_emails::contact_id.eq(contact)))
        .set(contact_emails::released_at.eq(at))
        .execute(conn)
        .map(drop)
}

/// The addresses of one person.
pub(crate) fn of(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Vec<Email>> {
    Ok(of_many(conn, &[contact])?.remove(&contact).unwrap_or_default())
}

fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<HashMap<ContactId, Vec<Email>>> {
    let rows: Vec<(ContactId, String, Option<String>, bool)> =
        Sql::text("SELECT contact_id, address, label, is_primary FROM contact_emails WHERE ")
            .then(of_contacts("contact_id", contacts))
            .push(" ORDER BY contact_id, place")
            .query::<(Binary, Text, Nullable<Text>, Bool)>()
            .load(conn)?;
    let mut emails: HashMap<_, Vec<_>> = HashMap::new();
    for (contact, address, label, is_primary) in rows {
        emails.entry(contact).or_default().push(Email { address, label, is_primary });
    }
    Ok(emails)
}

/// E-mail addresses by the id of the person.
pub(crate) struct EmailsByContactId;

impl Batch for EmailsByContactId {
    type Key = ContactId;
    type Value = Vec<Email>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<Email>>, DbError> {
        call.require(&permissions::READ_CONTACT_POINTS)?;
        Ok(of_many(conn, keys)?)
    }
}
