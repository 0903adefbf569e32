//! Tags: short words by which people are told apart.

use std::collections::HashMap;

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Text},
};
use rapport_db::{DbError, Sql};
use rapport_graphql::{input::Violations, loader::Batch, path};
use rapport_kernel::{Call, InputPath};
use uuid::Uuid;

use super::{ContactId, points::of_contacts};
use crate::{
    schema::{contact_tags, tags},
    text,
};

/// How many tags a person has at most.
const MOST: usize = 50;

/// Checks the tags and makes them fit to be kept: sorted, each once whatever its case.
pub(crate) fn validate(violations: &mut Violations, inputs: &[String]) -> Vec<String> {
    if inputs.len() > MOST {
        violations.add(path!["input", "tags"], format!("At most {MOST} tags are allowed."));
    }
    let mut names: Vec<String> = Vec::new();
    for (index, input) in inputs.iter().enumerate().take(MOST) {
        let path: InputPath = path!["input", "tags", index];
        names.extend(text::required(violations, path, input, 50));
    }
    names.sort_by_key(|name| name.to_lowercase());
    names.dedup_by_key(|name| name.to_lowercase());
    names
}

/// Replaces the tags of a person; a new one is made.
pub(crate) fn replace(conn: &mut MysqlConnection, contact: ContactId, names: &[String]) -> QueryResult<()> {
    diesel::delete(contact_tags::table.filter(contact_tags::contact_id.eq(contact))).execute(conn)?;
    if names.is_empty() {
        return Ok(());
    }
    let new: Vec<_> =
        names.iter().map(|name| (tags::id.eq(Uuid::now_v7().as_bytes().to_vec()), tags::name.eq(name))).collect();
    // A tag of this name that is there already stays as it is.
    diesel::insert_or_ignore_into(tags::table).values(&new).execute(conn)?;
    let ids: Vec<Vec<u8>> = tags::table.filter(tags::name.eq_any(names)).select(tags::id).load(conn)?;
    let rows: Vec<_> =
        ids.iter().map(|id| (contact_tags::contact_id.eq(contact), contact_tags::tag_id.eq(id))).collect();
    diesel::insert_into(contact_tags::table).values(&rows).execute(conn).map(drop)
}

/// The tags of one person.
pub(crate) fn of(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Vec<String>> {
    Ok(of_many(conn, &[contact])?.remove(&contact).unwrap_or_default())
}

fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<HashMap<ContactId, Vec<String>>> {
    let rows: Vec<(ContactId, String)> = Sql::text(
        "SELECT contact_tags.contact_id, tags.name FROM contact_tags JOIN tags ON tags.id = contact_tags.tag_id WHERE ",
    )
    .then(of_contacts("contact_tags.contact_id", contacts))
    .push(" ORDER BY contact_tags.contact_id, tags.name")
    .query::<(Binary, Text)>()
    .load(conn)?;
    let mut names: HashMap<_, Vec<_>> = HashMap::new();
    for (contact, name) in rows {
        names.entry(contact).or_default().push(name);
    }
    Ok(names)
}

/// Tags by the id of the person.
pub(crate) struct TagsByContactId;

impl Batch for TagsByContactId {
    type Key = ContactId;
    type Value = Vec<String>;

    fn load(
        conn: &mut MysqlConnection,
        _: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<String>>, DbError> {
        Ok(of_many(conn, keys)?)
    }
}
