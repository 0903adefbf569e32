//! What a contact belongs to: tags and companies.

use crate::{
    dice::{Dice, Topic, Weights},
    firms::Employer,
    names::parts,
    people::Person,
    rows::{Affiliation, ContactTag},
    timeline::id_at,
    words,
    world::World,
};

/// What the bonds are made of.
pub(crate) struct Bonds {
    roles: Vec<&'static str>,
    roles_by_frequency: Weights,
    tag_counts: Weights,
}

impl Bonds {
    pub(crate) fn new() -> Self {
        let roles = parts(words::ROLES);
        Self { roles_by_frequency: Weights::zipf(roles.len()), roles, tag_counts: Weights::new([32, 30, 20, 12, 6]) }
    }
}

impl World {
    /// None to four.
    pub(crate) fn contact_tags(&self, person: &Person<'_>) -> Vec<ContactTag> {
        let dice = &mut Dice::new(self.seed, Topic::Tags, person.n + 1);
        let mut chosen: Vec<ContactTag> = Vec::new();
        for _ in 0..self.bonds.tag_counts.place(dice) {
            if let Some(tag) = self.tags.get(self.tags_by_frequency.place(dice)) {
                let row = ContactTag { contact_id: person.row.id, tag_id: tag.id };
                if !chosen.contains(&row) {
                    chosen.push(row);
                }
            }
        }
        chosen
    }

    /// None to two, and the company of the primary one: seven in ten contacts have one.
    pub(crate) fn affiliations(&self, person: &Person<'_>) -> (Vec<Affiliation>, Option<&Employer>) {
        let dice = &mut Dice::new(self.seed, Topic::Affiliations, person.n);
        let (primary, secondary) = match dice.below(100) {
            0..12 => (true, true),
            12..70 => (true, false),
            70..80 => (false, true),
            _ => (false, false),
        };
        let main = if primary { self.employer(dice) } else { None };
        let other = if secondary { self.employer(dice) } else { None };
        let wanted = [(main, true), (other, false)];
        let rows = wanted.into_iter().zip(0..).filter_map(|((employer, is_primary), place)| {
            employer.map(|employer| self.affiliation(person, employer, is_primary, place, dice))
        });
        (rows.collect(), main)
    }

    /// A few companies employ many; most of them a few.
    fn employer(&self, dice: &mut Dice) -> Option<&Employer> {
        let place =
            if dice.percent(40) { self.employers_by_size.place(dice) } else { dice.place(self.employers.len()) };
        self.employers.get(place)
    }

    fn affiliation(
        &self,
        person: &Person<'_>,
        employer: &Employer,
        is_primary: bool,
        place: u64,
        dice: &mut Dice,
    ) -> Affiliation {
        let known_at = person.row.created_at.max(employer.created_at);
        let began = dice.below(3_650);
        let over = dice.percent(if is_primary { 5 } else { 60 });
        Affiliation {
            id: id_at(known_at, person.n * 4 + place, dice),
            contact_id: person.row.id,
            company_id: employer.id,
            role: dice.or_none(12, |dice| self.bonds.roles_by_frequency.pick(dice, &self.bonds.roles)),
            starts_on: dice.or_none(25, |_| known_at.days_before(began)),
            ends_on: over.then(|| known_at.days_before(dice.below(began + 1))),
            is_primary,
            created_at: known_at,
            updated_at: known_at,
        }
    }
}
