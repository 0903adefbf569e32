//! Rules of scores by their id, and what they give people and leads.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_contacts::people::{ContactById, ContactId};
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{
    ScoringRuleId, ScoringTrigger,
    count::{Counted, done},
    facts::{self, Facts},
    repo,
    row::ScoringRuleRow,
};
use crate::leads::{self, LeadId, permissions};

/// Rules of scores by their id.
pub struct ScoringRuleById;

impl Batch for ScoringRuleById {
    type Key = ScoringRuleId;
    type Value = ScoringRuleRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ScoringRuleId],
    ) -> Result<HashMap<ScoringRuleId, ScoringRuleRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// What the rules give somebody for what they are, if they do.
fn of_attribute(rule: &ScoringRuleRow, facts: &Facts) -> Option<Counted> {
    let conditions = rule.conditions();
    let attribute = conditions.attribute.as_deref().and_then(rapport_contacts::kept::value)?;
    facts.meet(attribute, &conditions).then(|| Counted::once(rule))
}

/// What the rules give people, by the id of the person.
pub(crate) struct PointsByContactId;

impl Batch for PointsByContactId {
    type Key = ContactId;
    type Value = Vec<Counted>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<Counted>>, DbError> {
        call.require(&permissions::READ)?;
        let facts = facts::of_people(conn, call, keys)?;
        let seen: Vec<ContactId> = facts.keys().copied().collect();
        let mut found: HashMap<ContactId, Vec<Counted>> = HashMap::new();
        for rule in repo::active(conn)? {
            if rule.trigger() == ScoringTrigger::Attribute {
                for (id, facts) in &facts {
                    found.entry(*id).or_default().extend(of_attribute(&rule, facts));
                }
                continue;
            }
            for (id, counted) in done(conn, &rule, &seen, call.clock.now())? {
                found.entry(id).or_default().push(counted);
            }
        }
        Ok(found)
    }
}

/// What the rules give leads, by the id of the lead. What was done with the person whom a lead has become counts for it too.
pub(crate) struct PointsByLeadId;

impl Batch for PointsByLeadId {
    type Key = LeadId;
    type Value = Vec<Counted>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[LeadId],
    ) -> Result<HashMap<LeadId, Vec<Counted>>, DbError> {
        call.require(&permissions::READ)?;
        let (leads, now) = (leads::repo::visible(conn, &call.actor, keys)?, call.clock.now());
        let people: Vec<ContactId> = leads.iter().filter_map(|lead| lead.contact_id).collect();
        let people: Vec<ContactId> =
            if people.is_empty() { people } else { ContactById::load(conn, call, &people)?.into_keys().collect() };
        let mut found: HashMap<LeadId, Vec<Counted>> = HashMap::new();
        for rule in repo::active(conn)? {
            let done = if people.is_empty() { HashMap::new() } else { done(conn, &rule, &people, now)? };
            for lead in &leads {
                let counted = match (rule.trigger(), lead.last_captured_at) {
                    (ScoringTrigger::Attribute, _) => of_attribute(&rule, &Facts::of_lead(lead)),
                    (ScoringTrigger::Capture, Some(last)) => Some(Counted::as_of(&rule, lead.captures, last, now)),
                    _ => lead.contact_id.and_then(|contact| done.get(&contact)).cloned(),
                };
                found.entry(lead.id).or_default().extend(counted);
            }
        }
        Ok(found)
    }
}
