//! What is done with rules of assignment.

use rapport_contacts::{kept, version::check_version};
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Call, NewEvent};

use super::{
    RuleId, RuleRow,
    inputs::{CreateLeadAssignmentRuleInput, RuleChanges, UpdateLeadAssignmentRuleInput},
    members, repo,
    row::{kept_list, list},
};
use crate::leads::permissions;

/// How many rules there are at most: all that count are read for each lead.
const MOST: i64 = 500;

fn not_found() -> ApiError {
    ApiError::not_found("LeadAssignmentRule")
}

fn event(kind: &'static str, row: &RuleRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version)
}

/// Records a rule.
pub(crate) async fn rule_create(call: &Call, db: &Db, input: CreateLeadAssignmentRuleInput) -> ApiResult<RuleRow> {
    call.require(&permissions::MANAGE)?;
    let changes = input.validate()?;
    db.write(call, move |tx| {
        if repo::count(tx)? >= MOST {
            return Err(ApiError::bad_input(path!["input"], format!("There are at most {MOST} rules.")).into());
        }
        let now = tx.now();
        let mut row = RuleRow {
            id: RuleId::new(),
            version: 1,
            name: String::new(),
            priority: 0,
            is_active: true,
            method: String::new(),
            countries: None,
            regions: None,
            sources: None,
            turn: 0,
            created_at: now,
            updated_at: now,
        };
        apply(&changes, &mut row);
        check_members(tx, &changes)?;
        repo::insert(tx, &row)?;
        let members = changes.members.clone().unwrap_or_default();
        members::replace(tx, row.id, &members)?;
        let told = tell(event("lead_assignment_rule.created", &row), None, &row);
        tx.emit(told.change("memberIds", None::<()>, members::told(&members)));
        Ok(row)
    })
    .await
}

/// Changes a rule.
pub(crate) async fn rule_update(call: &Call, db: &Db, input: &UpdateLeadAssignmentRuleInput) -> ApiResult<RuleRow> {
    call.require(&permissions::MANAGE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| {
        let old = repo::lock(tx, id)?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = old.clone();
        apply(&changes, &mut row);
        check_members(tx, &changes)?;
        row.bump(tx.now());
        let before = members::of(tx, id)?;
        let after = changes.members.as_ref().unwrap_or(&before);
        let told = tell(event("lead_assignment_rule.updated", &row), Some(&old), &row);
        let told = told.change("memberIds", members::told(&before), members::told(after));
        if told.is_empty() {
            // Nothing changed: no version, no event.
            return Ok(old);
        }
        repo::update(tx, &row)?;
        if *after != before {
            members::replace(tx, id, after)?;
        }
        tx.emit(told);
        Ok(row)
    })
    .await
}

/// Removes a rule. What it gave out stays where it is.
pub(crate) async fn rule_delete(call: &Call, db: &Db, id: RuleId, expected: Option<i32>) -> ApiResult<RuleId> {
    call.require(&permissions::MANAGE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        repo::delete(tx, id)?;
        row.bump(tx.now());
        tx.emit(event("lead_assignment_rule.deleted", &row).change("deletedAt", None::<()>, Some(tx.now())));
        Ok(id)
    })
    .await
}

fn apply(changes: &RuleChanges, row: &mut RuleRow) {
    if let Some(name) = &changes.name {
        row.name.clone_from(name);
    }
    row.priority = changes.priority.unwrap_or(row.priority);
    row.is_active = changes.is_active.unwrap_or(row.is_active);
    if let Some(method) = changes.method {
        kept::name(method).clone_into(&mut row.method);
    }
    let lists = [
        (&changes.countries, &mut row.countries),
        (&changes.regions, &mut row.regions),
        (&changes.sources, &mut row.sources),
    ];
    for (said, column) in lists {
        if let Some(said) = said {
            *column = kept_list(said);
        }
    }
}

fn check_members(tx: &mut Tx<'_>, changes: &RuleChanges) -> Result<(), DbError> {
    let mut violations = Violations::new();
    if let Some(ids) = &changes.members {
        let call = tx.call();
        members::check(tx, call, ids, &mut violations)?;
    }
    Ok(violations.check()?)
}

fn tell(event: NewEvent, old: Option<&RuleRow>, new: &RuleRow) -> NewEvent {
    let lists = |column: &Option<String>| Some(list(column.as_deref())).filter(|list| !list.is_empty());
    event
        .change("name", old.map(|old| &old.name), Some(&new.name))
        .change("priority", old.map(|old| old.priority), Some(new.priority))
        .change("isActive", old.map(|old| old.is_active), Some(new.is_active))
        .change("method", old.map(|old| &old.method), Some(&new.method))
        .change("countries", old.and_then(|old| lists(&old.countries)), lists(&new.countries))
        .change("regions", old.and_then(|old| lists(&old.regions)), lists(&new.regions))
        .change("sources", old.and_then(|old| lists(&old.sources)), lists(&new.sources))
}
