//! Writing imported deals: one statement a table, however many they are.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use rapport_contacts::users::UserId;
use rapport_db::{DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, Code};

use super::{lookup::Resolved, pipeline::Target};
use crate::{
    competitors::{
        CompetitorId,
        service::{Named, find},
    },
    deals::{
        DealId, DealRow, contacts,
        contacts::DealContactRow,
        lines::worth,
        repo,
        service::{EXTERNAL_ID_KEY, event, tell},
    },
    ownership::default_owner,
    permissions,
    schema::{deal_contacts, deal_lines, deal_stays, deals},
    stages,
    stays::{StayId, StayRow, staleness},
};

/// Writes the deals whose external id nobody has. Returns how many that were, and how many were there.
pub(super) fn deals(tx: &mut Tx<'_>, target: &Target, all: &[Resolved], keep: bool) -> Result<(usize, usize), DbError> {
    if !keep {
        target.suppose(tx)?;
    }
    let usable: Vec<_> = stages::repo::hold_of(tx, target.id)?;
    let is_usable = |row: &DealRow| usable.iter().any(|stage| stage.id == row.stage_id && stage.retired_at.is_none());
    if all.iter().any(|one| !is_usable(&one.found.row)) {
        return Err(ApiError::new(Code::Conflict, "A stage was retired meanwhile. Run the import again.").into());
    }
    let known = known(tx, all)?;
    let is_new = |one: &&Resolved| one.found.row.external_id.as_deref().is_none_or(|id| !known.contains(id));
    let new: Vec<&Resolved> = all.iter().filter(is_new).collect();
    let unchanged = all.len().saturating_sub(new.len());
    let rows = owned(tx, &new)?;
    if rows.is_empty() {
        return Ok((0, unchanged));
    }
    match diesel::insert_into(deals::table).values(&rows).execute(&mut **tx) {
        Err(error) if violated_key(&error) == Some(EXTERNAL_ID_KEY) => {
            return Err(ApiError::new(
                Code::Conflict,
                "Another recorded some of these deals meanwhile. Run the import again.",
            )
            .into());
        }
        written => written?,
    };
    diesel::insert_into(deal_stays::table).values(&stays(&rows, &new)).execute(&mut **tx)?;
    let ids: Vec<DealId> = rows.iter().map(|row| row.id).collect();
    staleness::renew_deals(tx, &ids)?;
    let people: Vec<DealContactRow> = rows.iter().zip(&new).flat_map(|(row, one)| people(row.id, one)).collect();
    if !people.is_empty() {
        diesel::insert_into(deal_contacts::table).values(&people).execute(&mut **tx)?;
    }
    let lines: Vec<_> = new.iter().filter_map(|one| one.line.clone()).collect();
    if !lines.is_empty() {
        diesel::insert_into(deal_lines::table).values(&lines).execute(&mut **tx)?;
    }
    for (row, one) in rows.iter().zip(&new) {
        let told = contacts::told(one.contacts.iter().map(|contact| (*contact, None)));
        let event = tell(event("deal.created", row), None, row);
        let event = event.change("lines", None::<()>, worth::told(one.line.as_slice()));
        tx.emit(event.personal_change("contacts", None::<()>, told));
    }
    Ok((rows.len(), unchanged))
}

/// The external ids of deals that are there and that the actor sees.
///
/// # Errors
/// CONFLICT for those of deals that the actor does not see.
fn known(tx: &mut Tx<'_>, all: &[Resolved]) -> Result<HashSet<String>, DbError> {
    let ids: Vec<&str> = all.iter().filter_map(|one| one.found.row.external_id.as_deref()).collect();
    let holders: HashMap<String, DealId> =
        repo::holders_of_many(tx, &ids)?.into_iter().map(|(id, key)| (key, id)).collect();
    let actor = tx.call().actor.clone();
    let seen: HashSet<DealId> =
        repo::visible_ids(tx, &actor, &holders.values().copied().collect::<Vec<_>>())?.into_iter().collect();
    let mut violations = Violations::new();
    for (index, one) in all.iter().enumerate() {
        let holder = one.found.row.external_id.as_deref().and_then(|id| holders.get(id));
        if holder.is_some_and(|holder| !seen.contains(holder)) {
            violations.add(path!["input", "deals", index, "externalId"], "Another deal has this external id.");
        }
    }
    violations.check().map_err(|error| ApiError { code: Code::Conflict, ..error })?;
    Ok(holders.into_keys().collect())
}

/// The rows, each with who looks after the deal: without a word about that, whoever sees only some deals.
fn owned(tx: &mut Tx<'_>, new: &[&Resolved]) -> Result<Vec<DealRow>, DbError> {
    let call = tx.call();
    let default = if new.iter().all(|one| one.has_owner) { None } else { default_owner(tx, call)? };
    let owner_of = |one: &Resolved| if one.has_owner { one.found.row.owner_id } else { default };
    let is_other = |owner: Option<UserId>| owner.is_some_and(|owner| owner.uuid() != call.actor.user);
    if new.iter().any(|one| one.has_owner && is_other(one.found.row.owner_id)) {
        call.require(&permissions::ASSIGN)?;
    }
    let competitors = competitors(tx, new)?;
    let row = |one: &&Resolved| DealRow {
        owner_id: owner_of(one),
        competitor_id: one.found.competitor.as_ref().and_then(|name| competitors.get(name)).copied(),
        ..one.found.row.clone()
    };
    Ok(new.iter().map(row).collect())
}

/// The competitors who are named, recorded where they are not there.
fn competitors(tx: &mut Tx<'_>, new: &[&Resolved]) -> Result<HashMap<String, CompetitorId>, DbError> {
    let mut found = HashMap::new();
    for name in new.iter().filter_map(|one| one.found.competitor.as_ref()) {
        if !found.contains_key(name) {
            found.insert(name.clone(), find(tx, &Named::Name(name.clone()))?);
        }
    }
    Ok(found)
}

/// The stays: each ends when the next begins.
fn stays(rows: &[DealRow], new: &[&Resolved]) -> Vec<StayRow> {
    let of = |row: &DealRow, one: &Resolved| -> Vec<StayRow> {
        let ends = one.found.stays.iter().skip(1).map(|(_, time)| Some(*time)).chain([None]);
        let stays = one.found.stays.iter().zip(ends);
        stays
            .map(|((stage, entered), left)| StayRow {
                id: StayId::new(),
                deal_id: row.id,
                pipeline_id: row.pipeline_id,
                stage_id: *stage,
                entered_at: *entered,
                left_at: left,
                amount: row.amount,
                currency: row.currency.clone(),
            })
            .collect()
    };
    rows.iter().zip(new).flat_map(|(row, one)| of(row, one)).collect()
}

fn people(deal: DealId, one: &Resolved) -> impl Iterator<Item = DealContactRow> {
    let people = one.contacts.iter().zip(0..);
    people.map(move |(contact, place)| DealContactRow { deal_id: deal, contact_id: *contact, place, role: None })
}
