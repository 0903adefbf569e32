//! What is known of a contact beyond the name: statistics, likes, who lives together.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    dice::{Dice, Topic, Weights},
    names::parts,
    people::Person,
    pools::Pool,
    rows::{Household, HouseholdMember, Trait},
    timeline::id_at,
    words::{self, PREFERENCES},
    world::World,
};

/// One contact in so many keeps a household with the next one.
const HOUSEHOLD_EVERY: u64 = 40;

const LIFE_STAGES: [&str; 9] = [
    "BACHELOR",
    "NEWLY_MARRIED",
    "FULL_NEST_ONE",
    "FULL_NEST_TWO",
    "FULL_NEST_THREE",
    "EMPTY_NEST_ONE",
    "EMPTY_NEST_TWO",
    "SOLITARY_SURVIVOR",
    "SOLITARY_SURVIVOR_RETIRED",
];

/// Words by which contacts are known.
pub(crate) struct Words {
    sources: Vec<&'static str>,
    by_frequency: Weights,
    interests: Vec<&'static str>,
    needs: Vec<&'static str>,
}

impl Words {
    pub(crate) fn new() -> Self {
        let sources = parts(words::SOURCES);
        Self {
            by_frequency: Weights::zipf(sources.len()),
            sources,
            interests: parts(words::INTERESTS),
            needs: parts(words::NEEDS),
        }
    }
}

/// What statistics know of a contact.
pub(crate) struct Profile {
    pub(crate) birth_date: Option<NaiveDate>,
    pub(crate) gender: Option<&'static str>,
    pub(crate) time_zone: Option<&'static str>,
    pub(crate) life_stage: Option<&'static str>,
    pub(crate) source: Option<&'static str>,
}

impl World {
    /// The profile of the contact number `n`.
    pub(crate) fn profile(&self, n: u64, home: &Pool) -> Profile {
        let dice = &mut Dice::new(self.seed, Topic::Profile, n);
        // Between 18 and 80 years old.
        let age = dice.between(18 * 365, 80 * 365);
        Profile {
            birth_date: dice.or_none(55, |_| self.timeline.now.days_before(age)),
            gender: dice
                .or_none(40, |dice| dice.pick(&["FEMALE", "FEMALE", "FEMALE", "MALE", "MALE", "MALE", "OTHER"])),
            time_zone: time_zone(home.country.code).filter(|_| dice.percent(60)),
            life_stage: dice.or_none(75, |dice| dice.pick(&LIFE_STAGES)),
            source: dice.or_none(20, |dice| self.words.by_frequency.pick(dice, &self.words.sources)),
        }
    }

    /// None to four: interests, a need, a preference.
    pub(crate) fn traits(&self, person: &Person<'_>) -> Vec<Trait> {
        let dice = &mut Dice::new(self.seed, Topic::Profile, self.contacts + person.n);
        let contact_id = person.row.id;
        let mut all: Vec<Trait> = Vec::new();
        for _ in 0..dice.below(3) {
            let name = dice.pick(&self.words.interests);
            if all.iter().all(|one| one.name != name) {
                all.push(Trait { contact_id, kind: "INTEREST", name, value: None });
            }
        }
        if dice.percent(15) {
            all.push(Trait { contact_id, kind: "NEED", name: dice.pick(&self.words.needs), value: None });
        }
        if dice.percent(15) {
            let (name, value) = dice.pick(PREFERENCES);
            all.push(Trait { contact_id, kind: "PREFERENCE", name, value: Some(value) });
        }
        all
    }

    /// Some contacts live with the next one. The household is made with the first of the two.
    pub(crate) fn household(&self, person: &Person<'_>) -> (Option<Household>, Option<HouseholdMember>) {
        let member =
            |household_id, place, role| HouseholdMember { contact_id: person.row.id, household_id, place, role };
        match person.n % HOUSEHOLD_EVERY {
            0 if person.n + 1 < self.contacts => {
                let id = self.household_id(person);
                let name = person.row.family_name.clone().unwrap_or_else(|| "Two".to_owned());
                let created_at = person.row.created_at;
                let row = Household { id, version: 1, name, created_at, updated_at: created_at };
                (Some(row), Some(member(id, 0, "HEAD")))
            }
            1 => {
                let head = self.person(person.n - 1);
                (None, Some(member(self.household_id(&head), 1, "PARTNER")))
            }
            _ => (None, None),
        }
    }

    fn household_id(&self, head: &Person<'_>) -> Uuid {
        let dice = &mut Dice::new(self.seed, Topic::Profile, 2 * self.contacts + head.n);
        id_at(head.row.created_at, head.n, dice)
    }
}

/// The zone of the capital, or of the largest city.
fn time_zone(country: &str) -> Option<&'static str> {
    Some(match country {
        "US" => "America/New_York",
        "DE" => "Europe/Berlin",
        "GB" => "Europe/London",
        "FR" => "Europe/Paris",
        "CA" => "America/Toronto",
        "IN" => "Asia/Kolkata",
        "ES" => "Europe/Madrid",
        "IT" => "Europe/Rome",
        "NL" => "Europe/Amsterdam",
        "JP" => "Asia/Tokyo",
        "BR" => "America/Sao_Paulo",
        "AU" => "Australia/Sydney",
        "CN" => "Asia/Shanghai",
        "PL" => "Europe/Warsaw",
        "SE" => "Europe/Stockholm",
        "CH" => "Europe/Zurich",
        "MX" => "America/Mexico_City",
        "AT" => "Europe/Vienna",
        "BE" => "Europe/Brussels",
        "KR" => "Asia/Seoul",
        "GR" => "Europe/Athens",
        "TR" => "Europe/Istanbul",
        "EG" => "Africa/Cairo",
        "IE" => "Europe/Dublin",
        "DK" => "Europe/Copenhagen",
        "NO" => "Europe/Oslo",
        "PT" => "Europe/Lisbon",
        "FI" => "Europe/Helsinki",
        "CZ" => "Europe/Prague",
        "SG" => "Asia/Singapore",
        _ => return None,
    })
}
