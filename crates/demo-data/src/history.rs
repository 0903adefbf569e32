//! Interactions.

use crate::{
    dice::{Dice, Topic, Weights},
    people::Person,
    rows::Interaction,
    talk::{KINDS, Kind, SENTENCES, TOPICS},
    timeline::{DAY, HOUR, Moment, id_at},
    world::World,
};

/// For each contact, as many in the mean.
pub(crate) const PER_CONTACT: u64 = 5;

/// What interactions are made of.
pub(crate) struct History {
    kinds: Weights,
}

impl History {
    pub(crate) fn new() -> Self {
        Self { kinds: Weights::new(KINDS.iter().map(|kind| kind.weight)) }
    }
}

/// How many interactions each contact has: five times the contacts in all. A quarter has none; from there each power of
/// two is half as frequent as the one before, up to 511.
pub(crate) fn counts(seed: u64, contacts: u32) -> Vec<u32> {
    let mut dice = Dice::new(seed, Topic::InteractionCounts, 0);
    let throw = |n: u32| {
        // The first one always has some, so that there is somebody to have the rest.
        if n > 0 && dice.percent(25) {
            return 0;
        }
        let power = dice.bits().trailing_ones().min(8);
        let floor = 1_u32 << power;
        floor + u32::try_from(dice.below(u64::from(floor))).unwrap_or(0)
    };
    let mut counts: Vec<u32> = (0..contacts).map(throw).collect();
    level(&mut counts, u64::from(contacts) * PER_CONTACT);
    counts
}

/// Gives one to each, or takes one from each, until the sum is right. Who has none keeps none, and who has some keeps one.
fn level(counts: &mut [u32], wanted: u64) {
    let mut sum: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    while sum != wanted {
        let before = sum;
        for count in counts.iter_mut() {
            if sum < wanted && *count > 0 {
                *count += 1;
                sum += 1;
            } else if sum > wanted && *count > 1 {
                *count -= 1;
                sum -= 1;
            }
        }
        if sum == before {
            return;
        }
    }
}

impl World {
    /// A contact's interactions from the first to the last; the number of the first is `first`.
    pub(crate) fn interactions(&self, person: &Person<'_>, first: u64, count: u64) -> Vec<Interaction> {
        let dice = &mut Dice::new(self.seed, Topic::Interactions, person.n);
        let from = person.row.created_at;
        let mut until = person.end(self.timeline.now);
        // With some nothing has happened for long, above all with those who left.
        if dice.percent(if person.row.lifecycle_stage == "FORMER" { 90 } else { 20 }) {
            until = from.soon_after(until, dice);
        }
        let mut moments: Vec<Moment> = Vec::new();
        for _ in 0..count {
            // Some are noted down for the same moment.
            let same = if dice.percent(3) { moments.last().copied() } else { None };
            moments.push(same.unwrap_or_else(|| from.late_before(until, dice)));
        }
        moments.sort_unstable();
        moments.into_iter().zip(first..).map(|(at, number)| self.interaction(person, at, number, dice)).collect()
    }

    fn interaction(&self, person: &Person<'_>, occurred_at: Moment, number: u64, dice: &mut Dice) -> Interaction {
        let kind = KINDS.get(self.history.kinds.place(dice));
        let now = person.end(self.timeline.now);
        let delay = if dice.percent(85) { HOUR } else { 3 * DAY };
        let created_at = occurred_at.later(delay, now, dice);
        let changed = dice.percent(5);
        Interaction {
            id: id_at(created_at, number, dice),
            version: if changed { 2 } else { 1 },
            contact_id: person.row.id,
            kind: kind.map_or("NOTE", |kind| kind.name),
            channel: kind.and_then(|kind| channel(kind, dice)),
            direction: kind.and_then(|kind| direction(kind, dice)),
            sentiment: sentiment(&mut Dice::new(self.seed, Topic::Sentiments, number)),
            subject: dice.or_none(12, |dice| {
                let topic = dice.pick(TOPICS);
                kind.map_or("{}", |kind| dice.pick(kind.subjects)).replace("{}", topic)
            }),
            body: dice.or_none(35, body),
            occurred_at,
            recorded_by: self.recorder(person.row.owner_id, dice),
            created_at,
            updated_at: if changed { created_at.later(2 * DAY, now, dice) } else { created_at },
        }
    }
}

fn channel(kind: &Kind, dice: &mut Dice) -> Option<&'static str> {
    dice.or_none(8, |dice| dice.pick(kind.channels)).filter(|channel| !channel.is_empty())
}

fn direction(kind: &Kind, dice: &mut Dice) -> Option<&'static str> {
    dice.or_none(kind.undirected, |dice| if dice.percent(45) { "INBOUND" } else { "OUTBOUND" })
}

/// Of most, nobody said how the person felt.
fn sentiment(dice: &mut Dice) -> Option<&'static str> {
    dice.or_none(60, |dice| match dice.below(10) {
        0..4 => "POSITIVE",
        4..8 => "NEUTRAL",
        _ => "NEGATIVE",
    })
}

fn body(dice: &mut Dice) -> String {
    let mut text = dice.pick(SENTENCES).to_owned();
    for _ in 0..dice.below(3) {
        text.push(if dice.percent(15) { '\n' } else { ' ' });
        text.push_str(dice.pick(SENTENCES));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_skewed_and_add_up() {
        for contacts in [0, 1, 2, 50, 20_000] {
            let counts = counts(3, contacts);
            assert_eq!(counts.iter().map(|count| u64::from(*count)).sum::<u64>(), u64::from(contacts) * 5);
        }
        let counts = counts(3, 20_000);
        let share = |holds: fn(u32) -> bool| counts.iter().filter(|count| holds(**count)).count();
        assert!((4_500..5_500).contains(&share(|count| count == 0)));
        assert!((10..200).contains(&share(|count| count > 200)), "{}", share(|count| count > 200));
        assert!(share(|count| (1..5).contains(&count)) > 8_000);
    }
}
