//! Tags: short words by which people are told apart.

use std::collections::{BTreeSet, HashMap};

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{BigInt, Binary, Text},
};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_graphql::{filter::StringFilter, input::Violations, loader::Batch, path};
use rapport_kernel::{Call, InputPath};
use uuid::Uuid;

use super::{
    ContactId,
    points::list::{AT_ONCE as MOST_ROWS, gather},
};
use crate::{
    schema::{contact_tags, tags},
    text,
};

/// How many tags a person has at most.
const MOST: usize = 50;
/// How many tags one statement looks up.
const AT_ONCE: usize = 64;

/// Checks the tags and makes them fit to be kept: sorted, each once whatever its case.
pub(crate) fn validate(violations: &mut Violations, path: &InputPath, inputs: &[String]) -> Vec<String> {
    if inputs.len() > MOST {
        violations.add(path.clone(), format!("At most {MOST} tags are allowed."));
    }
    let mut names: Vec<String> = Vec::new();
    for (index, input) in inputs.iter().enumerate().take(MOST) {
        let path = path.iter().cloned().chain(path![index]).collect();
        names.extend(text::required(violations, path, input, 50));
    }
    names.sort_by_key(|name| name.to_lowercase());
    names.dedup_by_key(|name| name.to_lowercase());
    names
}

/// Removes the tags of a person.
pub(crate) fn remove(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<()> {
    diesel::delete(contact_tags::table.filter(contact_tags::contact_id.eq(contact))).execute(conn).map(drop)
}

/// Gives people tags; a new one is made. Which spellings are one tag is the database's to say.
pub(crate) fn add(conn: &mut MysqlConnection, lists: &[(ContactId, &[String])]) -> QueryResult<()> {
    // In one order whoever writes, so that two who bring the same new tags do not wait for each other in a ring.
    let names: BTreeSet<&String> = lists.iter().flat_map(|(_, names)| names.iter()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let new: Vec<_> =
        names.iter().map(|name| (tags::id.eq(Uuid::now_v7().as_bytes().to_vec()), tags::name.eq(*name))).collect();
    // A tag of this name that is there already stays as it is.
    for new in new.chunks(MOST_ROWS) {
        diesel::insert_or_ignore_into(tags::table).values(new).execute(conn)?;
    }
    let names: Vec<_> = names.into_iter().collect();
    let mut ids: HashMap<&String, Vec<u8>> = HashMap::new();
    for names in names.chunks(AT_ONCE) {
        ids.extend(ids_of(conn, names)?);
    }
    let rows: Vec<_> = lists
        .iter()
        .flat_map(|(contact, names)| names.iter().map(move |name| (contact, name)))
        .filter_map(|(contact, name)| {
            Some((contact_tags::contact_id.eq(*contact), contact_tags::tag_id.eq(ids.get(name)?.clone())))
        })
        .collect();
    for rows in rows.chunks(MOST_ROWS) {
        // Two spellings can be one tag.
        diesel::insert_or_ignore_into(contact_tags::table).values(rows).execute(conn)?;
    }
    Ok(())
}

/// The ids of tags by the spelling that was asked for. An `IN` would not tell which spelling found which tag.
fn ids_of<'a>(conn: &mut MysqlConnection, names: &[&'a String]) -> QueryResult<Vec<(&'a String, Vec<u8>)>> {
    let mut sql = Sql::text("");
    for (index, name) in names.iter().enumerate() {
        let union = if index > 0 { " UNION ALL " } else { "" };
        sql = sql
            .push(format!("{union}SELECT {index}, tags.id FROM tags WHERE tags.name = "))
            .bind(Value::Text((*name).clone()));
    }
    let rows: Vec<(i64, Vec<u8>)> = sql.query::<(BigInt, Binary)>().load(conn)?;
    let named = |index: i64| names.get(usize::try_from(index).ok()?).copied();
    Ok(rows.into_iter().filter_map(|(index, id)| Some((named(index)?, id))).collect())
}

/// The tags of one person.
pub(crate) fn of(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Vec<String>> {
    Ok(of_many(conn, &[contact])?.remove(&contact).unwrap_or_default())
}

/// The tags of these people, by name.
pub(crate) fn of_many(
    conn: &mut MysqlConnection,
    contacts: &[ContactId],
) -> QueryResult<HashMap<ContactId, Vec<String>>> {
    let ids = contacts.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    let rows: Vec<(ContactId, String)> = Sql::text(
        "SELECT contact_tags.contact_id, tags.name FROM contact_tags JOIN tags ON tags.id = contact_tags.tag_id WHERE ",
    )
    .then(Sql::is_in("contact_tags.contact_id", ids))
    .push(" ORDER BY contact_tags.contact_id, tags.name")
    .query::<(Binary, Text)>()
    .load(conn)?;
    Ok(gather(rows, |row| row))
}

/// Tags that begin with this, by name.
pub(crate) fn all(conn: &mut MysqlConnection, starts_with: Option<&str>, limit: u32) -> QueryResult<Vec<String>> {
    let begins = StringFilter { starts_with: starts_with.map(str::to_owned), ..StringFilter::default() };
    // Fails for too long a list alone, and there is none.
    let condition = begins.on("tags.name").unwrap_or_else(|_| Sql::text("TRUE"));
    Sql::text("SELECT tags.name FROM tags WHERE ")
        .then(condition)
        .push(" ORDER BY tags.name LIMIT ")
        .bind(Value::Int(i64::from(limit)))
        .query::<Text>()
        .load(conn)
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
