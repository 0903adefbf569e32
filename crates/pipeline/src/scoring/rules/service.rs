//! What is done with rules of scores.

use rapport_contacts::{kept, version::check_version};
use rapport_db::Db;
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call, NewEvent};

use super::{
    ScoringRuleId, ScoringTrigger,
    inputs::{CreateScoringRuleInput, RuleChanges, UpdateScoringRuleInput},
    repo,
    row::ScoringRuleRow,
};
use crate::scoring::permissions;

/// How many rules there are at most: each that counts is a statement for a list of people.
const MOST: i64 = 100;

fn not_found() -> ApiError {
    ApiError::not_found("ScoringRule")
}

fn event(kind: &'static str, row: &ScoringRuleRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version)
}

/// Records a rule.
pub(crate) async fn rule_create(call: &Call, db: &Db, input: &CreateScoringRuleInput) -> ApiResult<ScoringRuleRow> {
    call.require(&permissions::MANAGE)?;
    let (trigger, conditions, changes) = input.validate()?;
    let conditions = serde_json::to_string(&conditions).map_err(ApiError::internal)?;
    db.write(call, move |tx| {
        if repo::count(tx)? >= MOST {
            return Err(ApiError::bad_input(path!["input"], format!("There are at most {MOST} rules.")).into());
        }
        let mut row = ScoringRuleRow {
            id: ScoringRuleId::new(),
            version: 1,
            name: String::new(),
            looks_at: kept::name::<ScoringTrigger>(trigger).to_owned(),
            conditions: conditions.clone(),
            points: 0,
            half_life_days: None,
            is_active: true,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        apply(&changes, &mut row);
        repo::insert(tx, &row)?;
        let told = tell(event("scoring_rule.created", &row), None, &row);
        tx.emit(told.change("trigger", None::<()>, Some(&row.looks_at)));
        Ok(row)
    })
    .await
}

/// Changes a rule.
pub(crate) async fn rule_update(call: &Call, db: &Db, input: &UpdateScoringRuleInput) -> ApiResult<ScoringRuleRow> {
    call.require(&permissions::MANAGE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| {
        let old = repo::lock(tx, id)?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = old.clone();
        apply(&changes, &mut row);
        row.bump(tx.now());
        let told = tell(event("scoring_rule.updated", &row), Some(&old), &row);
        if told.is_empty() {
            // Nothing changed: no version, no event.
            return Ok(old);
        }
        repo::update(tx, &row)?;
        tx.emit(told);
        Ok(row)
    })
    .await
}

/// Removes a rule, with the points that it gave.
pub(crate) async fn rule_delete(
    call: &Call,
    db: &Db,
    id: ScoringRuleId,
    expected: Option<i32>,
) -> ApiResult<ScoringRuleId> {
    call.require(&permissions::MANAGE)?;
    db.write(call, move |tx| {
        let mut row = repo::lock(tx, id)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        repo::delete(tx, id)?;
        row.bump(tx.now());
        tx.emit(event("scoring_rule.deleted", &row).change("deletedAt", None::<()>, Some(tx.now())));
        Ok(id)
    })
    .await
}

fn apply(changes: &RuleChanges, row: &mut ScoringRuleRow) {
    if let Some(name) = &changes.name {
        row.name.clone_from(name);
    }
    row.points = changes.points.unwrap_or(row.points);
    row.half_life_days = changes.half_life_days.unwrap_or(row.half_life_days);
    row.is_active = changes.is_active.unwrap_or(row.is_active);
}

fn tell(event: NewEvent, old: Option<&ScoringRuleRow>, new: &ScoringRuleRow) -> NewEvent {
    event
        .change("name", old.map(|old| &old.name), Some(&new.name))
        .change("points", old.map(|old| old.points), Some(new.points))
        .change("halfLifeDays", old.and_then(|old| old.half_life_days), new.half_life_days)
        .change("isActive", old.map(|old| old.is_active), Some(new.is_active))
}
