//! Contacts.

use rapport_kernel::Role;

use crate::{
    dice::{Dice, Topic},
    pools::Pool,
    rows::{Contact, Event},
    timeline::{Moment, id_at},
    world::World,
};

/// A contact, and what its addresses are made of.
pub(crate) struct Person<'w> {
    pub(crate) n: u64,
    pub(crate) row: Contact,
    /// The country it lives in, whether the row tells it or not.
    pub(crate) home: &'w Pool,
    /// The given name in ASCII, or what stands for it.
    pub(crate) given: String,
    /// The family name in ASCII, or what stands for it.
    pub(crate) family: String,
}

impl World {
    /// The contact number `n`.
    pub(crate) fn person(&self, n: u64) -> Person<'_> {
        let dice = &mut Dice::new(self.seed, Topic::Contact, n);
        let home = self.pools.throw(dice);
        // Some live elsewhere than their names come from.
        let origin = if dice.percent(8) { self.pools.throw(dice) } else { home };
        let given = dice.pick(&origin.given);
        let (family_name, family) = origin.family(dice);
        // Never both: somebody without any name is nobody.
        let missing = dice.below(1_000);
        let (no_given, no_family) = (missing < 15, (15..30).contains(&missing));
        let middle = dice.percent(12).then(|| dice.pick(&origin.given).text);

        let created_at = self.timeline.created_at(n, self.contacts);
        let deleted_at = dice.percent(1).then(|| created_at.late_before(self.timeline.now, dice));
        let changes = if dice.percent(40) { dice.between(1, 3) * dice.between(1, 3) } else { 0 };
        let changed_at = match changes {
            0 => created_at,
            _ => created_at.late_before(deleted_at.unwrap_or(self.timeline.now), dice),
        };
        let profile = self.profile(n, home);
        let row = Contact {
            id: id_at(created_at, n, dice),
            version: 1 + changes + u64::from(deleted_at.is_some()),
            honorific_prefix: dice.percent(6).then(|| dice.pick(&self.prefixes)),
            given_name: (!no_given).then_some(given.text),
            middle_name: middle.filter(|_| !no_given),
            family_name: (!no_family).then_some(family_name),
            honorific_suffix: dice.percent(3).then(|| dice.pick(&self.suffixes)),
            nickname: dice.percent(5).then(|| dice.pick(&self.nicknames)),
            birth_date: profile.birth_date,
            gender: profile.gender,
            language: dice.or_none(6, |dice| if dice.percent(10) { "en" } else { origin.country.language }),
            time_zone: profile.time_zone,
            country: dice.or_none(8, |_| home.country.code),
            lifecycle_stage: self.stage(dice),
            life_stage: profile.life_stage,
            source: profile.source,
            owner_id: self.staff.owner(10, dice),
            created_at,
            updated_at: deleted_at.unwrap_or(changed_at),
            deleted_at,
        };
        let given = if no_given { "office".to_owned() } else { given.key() };
        let family = if no_family { "contact".to_owned() } else { family };
        Person { n, row, home, given, family }
    }
}

impl Person<'_> {
    /// The last moment at which something can have happened with the contact.
    pub(crate) fn end(&self, now: Moment) -> Moment {
        self.row.deleted_at.unwrap_or(now)
    }

    /// That the contact was created, as the demo admin would have done it. Its number is given when it is written.
    pub(crate) fn event(&self, dice: &mut Dice) -> Event {
        let stage = self.row.lifecycle_stage;
        Event {
            seq: 0,
            id: id_at(self.row.created_at, self.n, dice),
            kind: "contact.created",
            schema_version: 1,
            record_type: "Contact",
            record_id: self.row.id,
            record_version: 1,
            actor_id: Role::Admin.demo_user(),
            actor_role: Role::Admin.as_str(),
            transaction_id: id_at(self.row.created_at, self.n, dice),
            cause: "demo-data",
            changes: format!(r#"[{{"field":"lifecycleStage","old":null,"new":"{stage}"}}]"#),
            occurred_at: self.row.created_at,
        }
    }
}
