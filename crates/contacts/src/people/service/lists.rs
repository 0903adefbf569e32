//! The lists of a person: written as a whole, told in the event as far as they changed.

use std::collections::HashMap;

use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{InputPath, NewEvent};
use serde::Serialize;
use serde_json::Value;

use crate::people::{
    ContactId,
    inputs::Lists,
    points::{
        addresses::Address,
        emails::{self, Email},
        list::Entry,
        phones::Phone,
        social_accounts::SocialAccount,
    },
    tags,
    traits::{self, TraitKind},
};

/// A list of a new person, as an event tells it.
pub(super) struct Told {
    /// The name of the field.
    pub(super) field: &'static str,
    /// What stands in it.
    pub(super) value: Value,
}

/// Adds the lists of people who have none yet, in one statement a table.
pub(super) fn add(
    tx: &mut Tx<'_>,
    all: &[(ContactId, &Lists)],
    at: fn(usize) -> InputPath,
) -> Result<HashMap<ContactId, Vec<Told>>, DbError> {
    let actor = tx.call().actor.clone();
    let emails: Vec<_> = all
        .iter()
        .enumerate()
        .filter_map(|(index, (id, lists))| {
            Some((*id, lists.emails.as_deref()?, at(index).into_iter().chain(path!["emails"]).collect()))
        })
        .collect();
    emails::add(tx, &actor, &emails)?;
    Phone::add(tx, &of_all(all, |lists| lists.phones.as_deref()))?;
    Address::add(tx, &of_all(all, |lists| lists.addresses.as_deref()))?;
    SocialAccount::add(tx, &of_all(all, |lists| lists.social_accounts.as_deref()))?;
    traits::add(tx, &all.iter().flat_map(|(id, lists)| known(*id, lists)).collect::<Vec<_>>())?;
    let tagged = of_all(all, |lists| lists.tags.as_deref());
    tags::add(tx, &tagged)?;
    // Read back: which spellings are one tag is the database's to say.
    let ids: Vec<_> = tagged.iter().map(|(id, _)| *id).collect();
    let mut tags = if ids.is_empty() { HashMap::new() } else { tags::of_many(tx, &ids)? };
    Ok(all.iter().map(|(id, lists)| (*id, told(lists, tags.remove(id).unwrap_or_default()))).collect())
}

/// One list of each person who has it.
fn of_all<'a, T>(all: &[(ContactId, &'a Lists)], list: fn(&'a Lists) -> Option<&'a [T]>) -> Vec<(ContactId, &'a [T])> {
    all.iter().filter_map(|(id, lists)| Some((*id, list(lists)?))).filter(|(_, list)| !list.is_empty()).collect()
}

/// What is known of a person in words, as it is kept.
fn known(id: ContactId, lists: &Lists) -> Vec<(ContactId, TraitKind, &str, Option<&str>)> {
    let interests = lists.interests.iter().flatten().map(|name| (TraitKind::Interest, name));
    let needs = lists.needs.iter().flatten().map(|name| (TraitKind::Need, name));
    let mut all: Vec<_> = interests.chain(needs).map(|(kind, name)| (id, kind, name.as_str(), None)).collect();
    let preferences = lists.preferences.iter().flatten();
    all.extend(preferences.map(|one| (id, TraitKind::Preference, one.name.as_str(), one.value.as_deref())));
    all
}

fn told(lists: &Lists, tags: Vec<String>) -> Vec<Told> {
    fn one<T: Serialize>(field: &'static str, list: Option<&Vec<T>>) -> Option<Told> {
        let value = serde_json::to_value(list.filter(|list| !list.is_empty())?).ok()?;
        Some(Told { field, value })
    }
    let all = [
        one("emails", lists.emails.as_ref()),
        one("phones", lists.phones.as_ref()),
        one("addresses", lists.addresses.as_ref()),
        one("socialAccounts", lists.social_accounts.as_ref()),
        one("tags", Some(&tags)),
        one("interests", lists.interests.as_ref()),
        one("needs", lists.needs.as_ref()),
        one("preferences", lists.preferences.as_ref()),
    ];
    all.into_iter().flatten().collect()
}

/// Replaces the lists that an input says, and tells the event. All of them may name a person.
pub(super) fn replace(tx: &mut Tx<'_>, id: ContactId, lists: &Lists, mut event: NewEvent) -> Result<NewEvent, DbError> {
    let actor = tx.call().actor.clone();
    if let Some(new) = &lists.emails {
        event = event.personal_change("emails", some(Email::of(tx, id)?), some(new.clone()));
        Email::remove(tx, id)?;
        emails::add(tx, &actor, &[(id, new, path!["input", "emails"])])?;
    }
    event = replace_list(tx, id, "phones", lists.phones.as_ref(), event)?;
    event = replace_list(tx, id, "addresses", lists.addresses.as_ref(), event)?;
    event = replace_list(tx, id, "socialAccounts", lists.social_accounts.as_ref(), event)?;
    if let Some(new) = &lists.tags {
        let old = some(tags::of(tx, id)?);
        tags::remove(tx, id)?;
        tags::add(tx, &[(id, new)])?;
        event = event.personal_change("tags", old, some(tags::of(tx, id)?));
    }
    replace_traits(tx, id, lists, event)
}

fn replace_list<T: Entry + Serialize>(
    conn: &mut MysqlConnection,
    id: ContactId,
    field: &'static str,
    new: Option<&Vec<T>>,
    event: NewEvent,
) -> QueryResult<NewEvent> {
    let Some(new) = new else { return Ok(event) };
    let event = event.personal_change(field, some(T::of(conn, id)?), some(new.clone()));
    T::replace(conn, id, new)?;
    Ok(event)
}

fn replace_traits(
    conn: &mut MysqlConnection,
    id: ContactId,
    lists: &Lists,
    event: NewEvent,
) -> Result<NewEvent, DbError> {
    let said = [
        (TraitKind::Interest, lists.interests.is_some()),
        (TraitKind::Need, lists.needs.is_some()),
        (TraitKind::Preference, lists.preferences.is_some()),
    ];
    if !said.iter().any(|(_, said)| *said) {
        return Ok(event);
    }
    let old = traits::of(conn, id)?;
    for (kind, _) in said.into_iter().filter(|(_, said)| *said) {
        traits::remove(conn, id, kind)?;
    }
    traits::add(conn, &known(id, lists))?;
    let new = traits::of(conn, id)?;
    Ok(event
        .personal_change("interests", some(old.interests), some(new.interests))
        .personal_change("needs", some(old.needs), some(new.needs))
        .personal_change("preferences", some(old.preferences), some(new.preferences)))
}

/// An empty list is told as none.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

/// Frees what is unique among the living, or takes it back.
pub(super) fn release(conn: &mut MysqlConnection, id: ContactId, at: Option<chrono::NaiveDateTime>) -> QueryResult<()> {
    emails::release(conn, id, at)
}
