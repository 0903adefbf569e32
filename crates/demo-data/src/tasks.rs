//! Tasks about deals: most open deals have a next step, and some of those are overdue.

use crate::{
    dice::{Dice, Topic},
    people::Person,
    rows::{Deal, Task},
    timeline::{DAY, HOUR, Moment, id_at},
    world::World,
};

/// So many in a hundred of the open deals have an open task, and so many of these are overdue.
const NEXT_STEP: u64 = 70;
const OVERDUE: u64 = 25;
/// So many in a hundred of the closed deals have a task that was done.
const DONE: u64 = 30;

const STEPS: &[(&str, &str)] = &[
    ("CALL", "Ask what they think of the offer"),
    ("CALL", "Ask who else decides"),
    ("EMAIL", "Send the references"),
    ("EMAIL", "Answer the question about the price"),
    ("MEETING", "Show it to the department"),
    ("VISIT", "See the plant"),
    ("TODO", "Prepare the offer"),
    ("TODO", "Have the contract checked"),
];
const RESULTS: &[&str] = &["They are interested.", "Call again next quarter.", "They want another offer.", "Done."];

impl World {
    /// The task about a deal, if there is one.
    pub(crate) fn task(&self, person: &Person<'_>, deal: &Deal, number: u64) -> Option<Task> {
        let dice = &mut Dice::new(self.seed, Topic::Tasks, number);
        let now = self.timeline.now;
        let is_open = deal.status == "OPEN";
        if !dice.percent(if is_open { NEXT_STEP } else { DONE }) {
            return None;
        }
        let (kind, title) = dice.pick(STEPS);
        let created_at = deal.updated_at;
        let due_at = match is_open {
            true if dice.percent(OVERDUE) => Moment(now.0 - dice.between(HOUR, 30 * DAY)).max(created_at),
            true => Moment(now.0 + dice.between(HOUR, 45 * DAY)),
            false => created_at,
        };
        let is_told = due_at <= now;
        let completed_at = (!is_open).then_some(created_at);
        Some(Task {
            id: id_at(created_at, number, dice),
            version: if is_open { 1 } else { 2 },
            kind,
            title,
            priority: [1, 2, 2, 2, 3].get(dice.place(5)).copied().unwrap_or(2),
            due_at,
            owner_id: deal.owner_id,
            contact_id: person.row.id,
            company_id: deal.company_id,
            deal_id: deal.id,
            status: if is_open { "OPEN" } else { "DONE" },
            result: completed_at.and(dice.or_none(40, |dice| dice.pick(RESULTS))),
            completed_at,
            due_told_at: is_told.then_some(due_at),
            alarm_at: (is_open && !is_told).then_some(due_at),
            created_at,
            updated_at: created_at,
        })
    }
}
