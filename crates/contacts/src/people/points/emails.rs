//! E-mail addresses. One address belongs to one living person.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Bool, Nullable, Text},
};
use email_address::EmailAddress;
use rapport_db::{DbError, error::violated_key};
use rapport_graphql::{
    Record,
    async_graphql::{InputObject, SimpleObject},
    input::Violations,
};
use rapport_kernel::{Actor, ApiError, InputPath};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;

use super::{
    MOST, at, choose_primary,
    list::{AT_ONCE, ByContact, Entry, gather, placed, select},
};
use crate::{
    people::{ContactId, repo},
    schema::contact_emails,
    text::{self, Lines},
};

/// An e-mail address of a person.
#[derive(Clone, Debug, PartialEq, SimpleObject, Record, Serialize, Deserialize)]
#[graphql(name = "ContactEmailRecord")]
#[record(name = "ContactEmail")]
pub(crate) struct Email {
    /// The address as it was given.
    pub address: String,
    /// What it is for: work, home.
    pub label: Option<String>,
    /// Whether it is the first to use.
    pub is_primary: bool,
    /// Whether it is known that the address reaches the person.
    pub is_verified: bool,
}

/// An e-mail address of a person.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ContactEmailInput {
    /// The address. No two living people have the same, whatever its case, and however its domain is written.
    pub address: String,
    /// What it is for: work, home.
    pub label: Option<String>,
    /// Whether it is the first to use. Without one, the first in the list is.
    pub is_primary: Option<bool>,
    /// Whether it is known that the address reaches the person.
    #[graphql(default)]
    pub is_verified: bool,
}

impl ContactEmailInput {
    /// An address of which nothing else is said.
    pub(crate) fn of(address: &str) -> Self {
        Self { address: address.to_owned(), label: None, is_primary: None, is_verified: false }
    }
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
            emails.push(Email { address: address.to_owned(), label, is_primary, is_verified: input.is_verified });
        }
    }
    emails
}

/// What makes two spellings of an address one: case, the width of letters (Unicode's NFKC), and the domain in the form
/// that the DNS knows (`bücher.example` and `xn--bcher-kva.example`).
pub(crate) fn key(address: &str) -> String {
    let folded = address.nfkc().collect::<String>().to_lowercase();
    match folded.rsplit_once('@') {
        Some((local, domain)) => match idna::domain_to_ascii(domain) {
            Ok(domain) => format!("{local}@{domain}"),
            Err(_) => folded,
        },
        None => folded,
    }
}

#[derive(Insertable)]
#[diesel(table_name = contact_emails, treat_none_as_default_value = false)]
struct NewRow<'a> {
    id: Vec<u8>,
    contact_id: ContactId,
    place: u16,
    address: &'a str,
    address_key: String,
    label: Option<&'a str>,
    is_primary: bool,
    is_verified: bool,
}

/// Adds addresses to people who have none, each list with its path in the input.
///
/// # Errors
/// CONFLICT for an address that another person has; or when the database fails.
pub(crate) fn add(
    conn: &mut MysqlConnection,
    actor: &Actor,
    lists: &[(ContactId, &[Email], InputPath)],
) -> Result<(), DbError> {
    let rows: Vec<_> = lists.iter().map(|(contact, emails, _)| (*contact, *emails)).collect();
    match Email::add(conn, &rows) {
        Err(error) if violated_key(&error).is_some() => Err(taken(conn, actor, lists)?.into()),
        written => Ok(written?),
    }
}

/// Says which addresses are taken, and by whom as far as the actor may know.
pub(crate) fn taken(
    conn: &mut MysqlConnection,
    actor: &Actor,
    lists: &[(ContactId, &[Email], InputPath)],
) -> Result<ApiError, DbError> {
    let keys: Vec<_> = lists.iter().flat_map(|(_, emails, _)| emails.iter().map(|email| key(&email.address))).collect();
    let asked: Vec<_> = lists.iter().map(|(contact, ..)| *contact).collect();
    let mut holders: Vec<(String, ContactId)> = contact_emails::table
        .filter(contact_emails::living_key.eq_any(&keys))
        .select((contact_emails::address_key, contact_emails::contact_id))
        .load(conn)?;
    holders.retain(|(_, holder)| !asked.contains(holder));
    let ids: Vec<_> = holders.iter().map(|(_, holder)| *holder).collect();
    let visible = repo::visible_ids(conn, actor, &ids)?;
    let mut violations = Violations::new();
    for (_, emails, path) in lists {
        for (index, email) in emails.iter().enumerate() {
            if holders.iter().any(|(held, _)| *held == key(&email.address)) {
                violations.add(at(path, index, "address"), "Another person has this address.");
            }
        }
    }
    let holders = visible.into_iter().map(ContactId::to_global).collect();
    Ok(violations.conflict("Another person has this e-mail address.", holders))
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

impl Entry for Email {
    fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<ByContact<Self>> {
        type Row = (ContactId, String, Option<String>, bool, bool);
        let sql = select("address, label, is_primary, is_verified", "contact_emails", contacts);
        let rows: Vec<Row> = sql.query::<(Binary, Text, Nullable<Text>, Bool, Bool)>().load(conn)?;
        Ok(gather(rows, |(contact, address, label, is_primary, is_verified)| {
            (contact, Self { address, label, is_primary, is_verified })
        }))
    }

    fn remove(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<()> {
        diesel::delete(contact_emails::table.filter(contact_emails::contact_id.eq(contact))).execute(conn).map(drop)
    }

    fn add(conn: &mut MysqlConnection, lists: &[(ContactId, &[Self])]) -> QueryResult<()> {
        let rows: Vec<_> = placed(lists)
            .map(|(contact_id, place, email)| NewRow {
                id: Uuid::now_v7().as_bytes().to_vec(),
                contact_id,
                place,
                address: &email.address,
                address_key: key(&email.address),
                label: email.label.as_deref(),
                is_primary: email.is_primary,
                is_verified: email.is_verified,
            })
            .collect();
        for rows in rows.chunks(AT_ONCE) {
            diesel::insert_into(contact_emails::table).values(rows).execute(conn)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_have_one_key() {
        assert_eq!(key("Ana@Example.COM"), "ana@example.com");
        assert_eq!(key("ana@b\u{fc}cher.example"), "ana@xn--bcher-kva.example");
        assert_eq!(key("\u{ff21}na@example.com"), "ana@example.com");
    }
}
