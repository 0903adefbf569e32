//! Checking events that were sent: against their types, and against the people whom the actor sees.

use std::collections::HashMap;

use rapport_db::{DbError, Tx};
use rapport_graphql::input::Violations;
use rapport_kernel::{Actor, ApiError, Code, Id};
use serde_json::{Map, Value as Json};

use crate::{
    customer_event_types::{self, CustomerEventTypeId, CustomerEventTypeRow, EventField},
    customer_events::{
        CustomerEventId, CustomerEventRow,
        inputs::{Named, Sent},
        payload, repo,
    },
    people::ContactId,
};

/// An event that may be recorded, with what its row does not say.
pub(super) struct Checked {
    pub(super) row: CustomerEventRow,
    pub(super) type_name: String,
    pub(super) payload: Map<String, Json>,
}

/// A type with its fields taken apart once for all events of it.
struct Known {
    id: CustomerEventTypeId,
    is_retired: bool,
    fields: Vec<EventField>,
}

/// The events as rows.
///
/// # Errors
/// BAD_USER_INPUT with all that is wrong with any of them; NOT_FOUND when it is only that people are not there for this
/// actor; or when the database fails.
pub(super) fn check(tx: &mut Tx<'_>, sent: &[Sent]) -> Result<Vec<Checked>, DbError> {
    let (actor, now) = (&tx.call().actor, tx.now());
    let mut violations = Violations::new();
    let named: Vec<_> = sent.iter().map(|one| one.named(&mut violations)).collect();
    let types = types(tx, sent)?;
    let people = people(tx, actor, &named)?;
    let mut checked = Vec::with_capacity(sent.len());
    let mut missing = Vec::new();
    for (one, named) in sent.iter().zip(named) {
        one.check(&mut violations, now);
        let found = known(&mut violations, &types, one).map(|known| {
            let nothing = Json::Object(Map::new());
            let given = one.input.payload.as_ref().map_or(&nothing, |payload| &payload.0);
            (known.id, payload::check(&mut violations, &one.at("payload"), &known.fields, given))
        });
        let Some(named) = named else { continue };
        let Some(contact) = people.get(&named) else {
            missing.push(one.at(if matches!(named, Named::Email(_)) { "email" } else { "contactId" }));
            continue;
        };
        let Some((type_id, payload)) = found else { continue };
        let row = CustomerEventRow {
            id: CustomerEventId::new(),
            type_id,
            contact_id: *contact,
            external_id: one.input.external_id.clone(),
            payload: serde_json::to_string(&payload).map_err(ApiError::internal)?,
            occurred_at: one.input.occurred_at.map_or(now, |moment| moment.0),
            recorded_by: Some(Id::from_uuid(actor.user)),
            created_at: now,
        };
        checked.push(Checked { row, type_name: one.input.type_name.clone(), payload });
    }
    let is_well_formed = violations.is_empty();
    for path in missing {
        violations.add(path, "Contact not found.");
    }
    let code = |error: ApiError| if is_well_formed { ApiError { code: Code::NotFound, ..error } } else { error };
    violations.check().map_err(code)?;
    Ok(checked)
}

/// The types of which events were sent, by name.
fn types(tx: &mut Tx<'_>, sent: &[Sent]) -> Result<HashMap<String, Known>, DbError> {
    let mut names: Vec<_> = sent.iter().map(|one| one.input.type_name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    // A name that can be none is not looked for: the column takes ASCII alone.
    names.retain(|name| customer_event_types::fields::is_name(name));
    let known = |row: CustomerEventTypeRow| {
        let (fields, is_retired) = (row.event_fields(), row.retired_at.is_some());
        (row.name, Known { id: row.id, is_retired, fields })
    };
    Ok(customer_event_types::repo::by_names(tx, &names)?.into_iter().map(known).collect())
}

/// The type of an event, if events of it are taken.
fn known<'a>(violations: &mut Violations, types: &'a HashMap<String, Known>, one: &Sent) -> Option<&'a Known> {
    let known = types.get(&one.input.type_name);
    match known {
        None => violations.add(one.at("type"), "There is no such type of customer event."),
        Some(known) if known.is_retired => {
            violations.add(one.at("type"), "This type of customer event is retired: no more events of it are taken.");
        }
        Some(_) => {}
    }
    known
}

/// Who is meant, as far as the actor sees them.
fn people(tx: &mut Tx<'_>, actor: &Actor, named: &[Option<Named>]) -> Result<HashMap<Named, ContactId>, DbError> {
    let (mut ids, mut emails) = (Vec::new(), Vec::new());
    for named in named.iter().flatten() {
        match named {
            Named::Id(id) => ids.push(*id),
            Named::Email(key) => emails.push(key.clone()),
        }
    }
    ids.sort_unstable();
    ids.dedup();
    emails.sort_unstable();
    emails.dedup();
    let mut people = HashMap::new();
    if !ids.is_empty() {
        people.extend(repo::people_by_ids(tx, actor, &ids)?.into_iter().map(|id| (Named::Id(id), id)));
    }
    if !emails.is_empty() {
        let found = repo::people_by_emails(tx, actor, &emails)?;
        people.extend(found.into_iter().map(|(key, id)| (Named::Email(key), id)));
    }
    Ok(people)
}
