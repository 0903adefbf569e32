//! Interests, needs and preferences: what is known of a person in words.

use std::collections::HashMap;

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Nullable, Text},
};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_graphql::{
    Record,
    async_graphql::{InputObject, SimpleObject},
    input::Violations,
    loader::Batch,
    path,
};
use rapport_kernel::{Call, InputPath};
use serde::{Deserialize, Serialize};

use super::{
    ContactId,
    points::{at, list::AT_ONCE},
};
use crate::{
    schema::contact_traits,
    text::{self, Lines},
};

/// How many interests, needs or preferences a person has at most, of each.
const MOST: usize = 50;
const LONGEST_NAME: usize = 100;
const LONGEST_VALUE: usize = 300;

/// How a person wants something to be.
#[derive(Clone, Debug, PartialEq, SimpleObject, Record, Serialize, Deserialize)]
#[graphql(name = "PreferenceRecord")]
#[record(name = "Preference")]
pub(crate) struct Preference {
    /// What it is about: channel, time of day, seat.
    pub name: String,
    /// How the person wants it.
    pub value: Option<String>,
}

/// How a person wants something to be.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PreferenceInput {
    /// What it is about: channel, time of day, seat. At most 100 characters; each once, whatever its case.
    pub name: String,
    /// How the person wants it, at most 300 characters.
    pub value: Option<String>,
}

/// Which of the three a trait is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TraitKind {
    /// What the person likes to hear of.
    Interest,
    /// What the person lacks.
    Need,
    /// How the person wants something to be.
    Preference,
}

impl TraitKind {
    /// As it is kept.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Interest => "INTEREST",
            Self::Need => "NEED",
            Self::Preference => "PREFERENCE",
        }
    }
}

/// What is known of a person in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Traits {
    /// What the person likes to hear of, by name.
    pub(crate) interests: Vec<String>,
    /// What the person lacks, by name.
    pub(crate) needs: Vec<String>,
    /// How the person wants something to be, by name.
    pub(crate) preferences: Vec<Preference>,
}

/// Checks interests or needs and makes them fit to be kept: sorted, each once whatever its case.
pub(crate) fn validate_words(violations: &mut Violations, path: &InputPath, inputs: &[String]) -> Vec<String> {
    let named: Vec<_> = inputs.iter().map(|name| PreferenceInput { name: name.clone(), value: None }).collect();
    let entry = |index: usize, _: &'static str| path.iter().cloned().chain(path![index]).collect();
    read(violations, path, &named, entry).into_iter().map(|preference| preference.name).collect()
}

/// Checks preferences and makes them fit to be kept: sorted, each once whatever its case.
pub(crate) fn validate(violations: &mut Violations, path: &InputPath, inputs: &[PreferenceInput]) -> Vec<Preference> {
    read(violations, path, inputs, |index, field| at(path, index, field))
}

fn read(
    violations: &mut Violations,
    list: &InputPath,
    inputs: &[PreferenceInput],
    path: impl Fn(usize, &'static str) -> InputPath,
) -> Vec<Preference> {
    if inputs.len() > MOST {
        violations.add(list.clone(), format!("At most {MOST} entries are allowed here."));
    }
    let mut all = Vec::new();
    for (index, input) in inputs.iter().enumerate().take(MOST) {
        let name = text::required(violations, path(index, "name"), &input.name, LONGEST_NAME);
        let value = text::optional(violations, path(index, "value"), input.value.as_deref(), LONGEST_VALUE, Lines::One);
        all.extend(name.map(|name| Preference { name, value }));
    }
    all.sort_by_key(|preference| preference.name.to_lowercase());
    all.dedup_by_key(|preference| preference.name.to_lowercase());
    all
}

/// Removes what of one kind is known of a person.
pub(crate) fn remove(conn: &mut MysqlConnection, contact: ContactId, kind: TraitKind) -> QueryResult<()> {
    diesel::delete(contact_traits::table.filter(contact_traits::contact_id.eq(contact)))
        .filter(contact_traits::kind.eq(kind.as_str()))
        .execute(conn)
        .map(drop)
}

/// Adds what is known of people; of two names that the database takes for one, the first stays.
pub(crate) fn add(
    conn: &mut MysqlConnection,
    traits: &[(ContactId, TraitKind, &str, Option<&str>)],
) -> QueryResult<()> {
    let row = |(contact, kind, name, value): &(ContactId, TraitKind, &str, Option<&str>)| {
        (
            contact_traits::contact_id.eq(*contact),
            contact_traits::kind.eq(kind.as_str()),
            contact_traits::name.eq((*name).to_owned()),
            contact_traits::value.eq(value.map(str::to_owned)),
        )
    };
    let rows: Vec<_> = traits.iter().map(row).collect();
    for rows in rows.chunks(AT_ONCE) {
        diesel::insert_or_ignore_into(contact_traits::table).values(rows).execute(conn)?;
    }
    Ok(())
}

/// What is known of these people.
pub(crate) fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<HashMap<ContactId, Traits>> {
    let ids = contacts.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    let sql = Sql::text("SELECT contact_id, kind, name, value FROM contact_traits WHERE ")
        .then(Sql::is_in("contact_id", ids))
        .push(" ORDER BY contact_id, kind, name");
    let rows: Vec<(ContactId, String, String, Option<String>)> =
        sql.query::<(Binary, Text, Text, Nullable<Text>)>().load(conn)?;
    let mut all: HashMap<_, Traits> = HashMap::new();
    for (contact, kind, name, value) in rows {
        let traits = all.entry(contact).or_default();
        match kind.as_str() {
            "INTEREST" => traits.interests.push(name),
            "NEED" => traits.needs.push(name),
            _ => traits.preferences.push(Preference { name, value }),
        }
    }
    Ok(all)
}

/// What is known of one person.
pub(crate) fn of(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Traits> {
    Ok(of_many(conn, &[contact])?.remove(&contact).unwrap_or_default())
}

/// A condition on `contacts` for those of whom this is known.
pub(crate) fn has(kind: TraitKind, name: &str, value: Option<&str>) -> Sql {
    let sql = Sql::text(
        "EXISTS (SELECT 1 FROM contact_traits WHERE contact_traits.contact_id = contacts.id AND contact_traits.kind = ",
    )
    .bind(Value::Text(kind.as_str().to_owned()))
    .push(" AND contact_traits.name = ")
    .bind(Value::Text(name.to_owned()));
    match value {
        Some(value) => sql.push(" AND contact_traits.value = ").bind(Value::Text(value.to_owned())).push(")"),
        None => sql.push(")"),
    }
}

/// What is known in words, by the id of the person.
pub(crate) struct TraitsByContactId;

impl Batch for TraitsByContactId {
    type Key = ContactId;
    type Value = Traits;

    fn load(conn: &mut MysqlConnection, _: &Call, keys: &[ContactId]) -> Result<HashMap<ContactId, Traits>, DbError> {
        Ok(of_many(conn, keys)?)
    }
}

/// Preferences, by the id of the person.
pub(crate) struct PreferencesByContactId;

impl Batch for PreferencesByContactId {
    type Key = ContactId;
    type Value = Vec<Preference>;

    fn load(
        conn: &mut MysqlConnection,
        _: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<Preference>>, DbError> {
        Ok(of_many(conn, keys)?.into_iter().map(|(contact, traits)| (contact, traits.preferences)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stands_once_and_in_order() {
        let mut violations = Violations::new();
        let words = ["sailing".to_owned(), " Jazz ".to_owned(), "jazz".to_owned()];
        assert_eq!(validate_words(&mut violations, &path!["input", "interests"], &words), ["Jazz", "sailing"]);
        assert!(violations.is_empty());
        validate_words(&mut violations, &path!["input", "interests"], &[" ".to_owned()]);
        assert_eq!(violations.check().unwrap_err().violations[0].path, path!["input", "interests", 0]);
    }
}
