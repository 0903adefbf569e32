//! From events to what changes in the counters.

use std::collections::{BTreeMap, HashMap};

use rapport_db::events::Event;
use uuid::Uuid;

use super::facts::{After, Facts};

/// Stands for everybody in place of somebody who looks after deals.
pub(super) const EVERYBODY: Uuid = Uuid::nil();

/// Where deals are counted: pipeline, owner, stage, currency.
pub(super) type CountKey = (Uuid, Uuid, Uuid, String);
/// Where deals of a customer are counted: pipeline, owner, cell, customer.
pub(super) type CustomerKey = (Uuid, Uuid, Uuid, Uuid);

/// What changes, in the order of its keys: two that write in one order never wait for each other.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// How many deals more, and how much more they are worth.
    pub(super) counts: BTreeMap<CountKey, (i64, i64)>,
    /// How many deals of a customer more.
    pub(super) customers: BTreeMap<CustomerKey, i64>,
    /// What is known of deals by now; none of those that are no more.
    pub(super) deals: BTreeMap<Uuid, Option<Facts>>,
}

/// The cell of all stages of one kind: its name, and nothing behind.
pub(super) fn kind_cell(kind: &str) -> Uuid {
    let mut cell = [0; 16];
    cell.iter_mut().zip(kind.bytes()).for_each(|(cell, byte)| *cell = byte);
    Uuid::from_bytes(cell)
}

impl Difference {
    /// Takes a deal out of the counters, or puts it in.
    fn count(&mut self, facts: &Facts, sign: i64) {
        if !facts.is_living {
            return;
        }
        let currency = facts.currency.clone().unwrap_or_default();
        for owner in [Some(EVERYBODY), facts.owner].into_iter().flatten() {
            let at = self.counts.entry((facts.pipeline, owner, facts.stage, currency.clone())).or_default();
            *at = (at.0 + sign, at.1 + sign * facts.amount.unwrap_or(0));
            for cell in [facts.stage, kind_cell(&facts.status)] {
                if let Some(customer) = facts.customer() {
                    *self.customers.entry((facts.pipeline, owner, cell, customer)).or_default() += sign;
                }
            }
        }
    }

    fn replace(&mut self, deal: Uuid, old: Option<&Facts>, new: Option<Facts>) {
        if let Some(old) = old {
            self.count(old, -1);
        }
        if let Some(new) = &new {
            self.count(new, 1);
        }
        self.deals.insert(deal, new);
    }
}

/// What these events change, which come in the order of the log. `known` is what is known of all deals that they are about,
/// by themselves or by a company or person that is purged.
pub(super) fn difference(mut known: HashMap<Uuid, Facts>, events: &[Event]) -> Difference {
    let mut difference = Difference::default();
    for event in events {
        match (event.record_type.as_str(), event.kind.as_str()) {
            ("Deal", _) => {
                let deal = event.record_id;
                let old = known.remove(&deal);
                let new = match Facts::after(old.as_ref(), event) {
                    After::Same => old.clone(),
                    After::Known(facts) => Some(facts),
                    After::Gone => None,
                };
                if new != old {
                    difference.replace(deal, old.as_ref(), new.clone());
                }
                known.extend(new.map(|new| (deal, new)));
            }
            // Who is purged is a customer no more. Their deals stay, and no event tells of them.
            ("Company", "company.purged") => forget(&mut difference, &mut known, |facts| {
                facts.company.take_if(|company| *company == event.record_id).is_some()
            }),
            ("Contact", "contact.purged") => forget(&mut difference, &mut known, |facts| {
                facts.contact.take_if(|contact| *contact == event.record_id).is_some()
            }),
            _ => {}
        }
    }
    difference.counts.retain(|_, change| *change != (0, 0));
    difference.customers.retain(|_, change| *change != 0);
    difference
}

fn forget(difference: &mut Difference, known: &mut HashMap<Uuid, Facts>, forgets: impl Fn(&mut Facts) -> bool) {
    for (deal, facts) in known.iter_mut() {
        let mut new = facts.clone();
        if forgets(&mut new) {
            difference.replace(*deal, Some(facts), Some(new.clone()));
            *facts = new;
        }
    }
}

#[cfg(test)]
mod tests {
    use rapport_kernel::{Clock, event::Change, id::encode_global};
    use serde_json::{Value, json};

    use super::*;

    fn uuid(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn event(kind: &str, record: u128, version: u32, changes: &[(&str, Value)]) -> Event {
        let change =
            |(field, new): &(&str, Value)| Change { field: (*field).to_owned(), old: Value::Null, new: new.clone() };
        let record_type = if kind.starts_with("deal") { "Deal" } else { "Company" };
        Event {
            position: 0,
            seq: Some(1),
            id: Uuid::nil(),
            kind: kind.to_owned(),
            record_type: record_type.to_owned(),
            record_id: uuid(record),
            record_version: version,
            actor_id: Uuid::nil(),
            actor_role: "admin".to_owned(),
            api_key_id: None,
            transaction_id: Uuid::nil(),
            cause: String::new(),
            changes: changes.iter().map(change).collect(),
            personal: Vec::new(),
            occurred_at: Clock::system().now(),
        }
    }

    fn global(kind: &str, n: u128) -> Value {
        json!(encode_global(kind, uuid(n)))
    }

    fn created(deal: u128, company: u128) -> Event {
        event(
            "deal.created",
            deal,
            1,
            &[
                ("pipelineId", global("Pipeline", 7)),
                ("stageId", global("PipelineStage", 8)),
                ("status", json!("OPEN")),
                ("ownerId", global("User", 9)),
                ("companyId", global("Company", company)),
                ("amount", json!({ "amount": 5, "currency": "EUR" })),
            ],
        )
    }

    #[test]
    fn a_deal_is_counted_where_it_is_once_for_everybody_and_once_for_its_owner() {
        let won = event("deal.won", 1, 2, &[("stageId", global("PipelineStage", 10)), ("status", json!("WON"))]);
        let log = [created(1, 3), created(2, 3), won];
        let found = difference(HashMap::new(), &log);
        let at = |owner, stage| (uuid(7), owner, uuid(stage), "EUR".to_owned());
        for owner in [EVERYBODY, uuid(9)] {
            assert_eq!(found.counts[&at(owner, 8)], (1, 5));
            assert_eq!(found.counts[&at(owner, 10)], (1, 5));
            assert_eq!(found.customers[&(uuid(7), owner, kind_cell("OPEN"), uuid(3))], 1);
        }
        assert_eq!(found.counts.len(), 4);
        // The same from where it stood before, and events that were counted already change nothing.
        let known: HashMap<_, _> = found.deals.into_iter().filter_map(|(deal, facts)| Some((deal, facts?))).collect();
        let again = difference(known.clone(), &[created(1, 3)]);
        assert!(again.counts.is_empty() && again.customers.is_empty() && again.deals.is_empty());
        let deleted = event("deal.deleted", 1, 3, &[("deletedAt", json!("2026-01-01T00:00:00"))]);
        let gone = difference(known.clone(), &[deleted, event("deal.purged", 2, 2, &[])]);
        assert_eq!((gone.counts[&at(EVERYBODY, 10)], gone.counts[&at(EVERYBODY, 8)]), ((-1, -5), (-1, -5)));
        assert_eq!(gone.deals[&uuid(2)], None);
        // A company that is purged is nobody's customer; the deals stay.
        let purged = difference(known, &[event("company.purged", 3, 2, &[])]);
        assert!(purged.counts.is_empty());
        assert_eq!(purged.customers[&(uuid(7), EVERYBODY, kind_cell("WON"), uuid(3))], -1);
    }
}
