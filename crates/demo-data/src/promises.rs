//! What was promised to people: most of it kept, some late, some not at all.

use crate::{
    dice::{Dice, Topic},
    people::Person,
    rows::Commitment,
    timeline::{DAY, HOUR, Moment, id_at},
    world::World,
};

/// To so many in a hundred something was promised.
const PROMISED: u64 = 20;

const PROMISES: &[&str] = &[
    "Send the revised offer",
    "Call back with the delivery date",
    "Have the invoice corrected",
    "Introduce the new contact",
    "Bring the samples",
];

impl World {
    /// What was promised to a person, if something was.
    pub(crate) fn commitment(&self, person: &Person<'_>) -> Option<Commitment> {
        let dice = &mut Dice::new(self.seed, Topic::Promises, person.n);
        if !dice.percent(PROMISED) {
            return None;
        }
        let now = self.timeline.now;
        let created_at = person.row.created_at.late_before(person.end(now), dice);
        let due_at = Moment(created_at.0 + dice.between(HOUR, 30 * DAY));
        let kept_at = match dice.below(10) {
            0..6 => Some(created_at.later(due_at.0 - created_at.0, due_at.min(now), dice)),
            6..8 => Some(due_at.later(7 * DAY, now, dice)).filter(|at| *at <= now),
            _ => None,
        };
        Some(Commitment {
            id: id_at(created_at, person.n, dice),
            version: if kept_at.is_some() { 2 } else { 1 },
            promise: dice.pick(PROMISES),
            contact_id: person.row.id,
            owner_id: person.row.owner_id,
            due_at,
            kept_at,
            created_at,
            updated_at: kept_at.unwrap_or(created_at),
        })
    }
}
