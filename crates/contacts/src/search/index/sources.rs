//! What there is to be found of a record.

use std::collections::HashMap;

use diesel::{MysqlConnection, prelude::*};
use rapport_search_words::RecordWords;
use uuid::Uuid;

use crate::{
    companies::{CompanyId, domains},
    people::ContactId,
    schema::{companies, contact_emails, contact_phones, contacts},
    users::UserId,
};

/// A record in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) is_company: bool,
    /// Of a person: who looks after them. Companies are seen by all.
    pub(super) owner: Option<Uuid>,
    pub(super) words: RecordWords,
}

/// Records in the index, by their id.
pub(super) type Entries = HashMap<Uuid, Entry>;

#[derive(Queryable)]
struct Person {
    id: ContactId,
    prefix: Option<String>,
    given: Option<String>,
    middle: Option<String>,
    family: Option<String>,
    suffix: Option<String>,
    nickname: Option<String>,
    owner: Option<UserId>,
}

/// The living among these people.
pub(super) fn contacts(conn: &mut MysqlConnection, ids: &[ContactId]) -> QueryResult<Entries> {
    let people: Vec<Person> = contacts::table
        .filter(contacts::id.eq_any(ids))
        .filter(contacts::deleted_at.is_null())
        .select((
            contacts::id,
            contacts::honorific_prefix,
            contacts::given_name,
            contacts::middle_name,
            contacts::family_name,
            contacts::honorific_suffix,
            contacts::nickname,
            contacts::owner_id,
        ))
        .load(conn)?;
    if people.is_empty() {
        return Ok(Entries::new());
    }
    let emails = contact_emails::table
        .filter(contact_emails::contact_id.eq_any(ids))
        .select((contact_emails::contact_id, contact_emails::address))
        .load(conn)?;
    let phones = contact_phones::table
        .filter(contact_phones::contact_id.eq_any(ids))
        .select((contact_phones::contact_id, contact_phones::number))
        .load(conn)?;
    let (emails, phones) = (by_contact(emails), by_contact(phones));
    let found = |person: &Person| {
        let of = |lists: &HashMap<ContactId, Vec<String>>| lists.get(&person.id).cloned().unwrap_or_default();
        Entry {
            is_company: false,
            owner: person.owner.map(UserId::uuid),
            words: person.words(&of(&emails), &of(&phones)),
        }
    };
    Ok(people
        .iter()
        .map(|person| (person.id.uuid(), found(person)))
        .filter(|(_, entry)| !entry.words.is_empty())
        .collect())
}

impl Person {
    fn words(&self, emails: &[String], phones: &[String]) -> RecordWords {
        let names = [&self.prefix, &self.given, &self.middle, &self.family, &self.suffix, &self.nickname];
        let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
        let emails: Vec<&str> = emails.iter().map(String::as_str).collect();
        let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
        RecordWords::person(&names, self.family.as_deref().zip(self.given.as_deref()), &emails, &phones)
    }
}

fn by_contact(rows: Vec<(ContactId, String)>) -> HashMap<ContactId, Vec<String>> {
    let mut lists: HashMap<_, Vec<_>> = HashMap::new();
    for (contact, value) in rows {
        lists.entry(contact).or_default().push(value);
    }
    lists
}

/// The living among these companies.
pub(super) fn companies(conn: &mut MysqlConnection, ids: &[CompanyId]) -> QueryResult<Entries> {
    let rows: Vec<(CompanyId, String)> = companies::table
        .filter(companies::id.eq_any(ids))
        .filter(companies::deleted_at.is_null())
        .select((companies::id, companies::name))
        .load(conn)?;
    let domains = if rows.is_empty() { HashMap::new() } else { domains::of_many(conn, ids)? };
    let entry = |id: &CompanyId, name: &str| {
        let domains: Vec<&str> = domains.get(id).into_iter().flatten().map(String::as_str).collect();
        Entry { is_company: true, owner: None, words: RecordWords::company(name, &domains) }
    };
    Ok(rows.iter().map(|(id, name)| (id.uuid(), entry(id, name))).collect())
}
