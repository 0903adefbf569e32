//! How a contact is reached: e-mail, telephone, post, social networks.

use uuid::Uuid;

use crate::{
    dice::{Dice, to_u64},
    firms::Employer,
    people::Person,
    places,
    rows::{Address, Email, Phone, SocialAccount},
    timeline::id_at,
    words::NETWORKS,
};

/// Kept free for examples by RFC 2606.
const DOMAINS: [&str; 4] = ["example.com", "example.com", "example.org", "example.net"];

impl Person<'_> {
    /// An id of one of the contact's parts, which are made together with it.
    fn part_id(&self, place: u64, dice: &mut Dice) -> Uuid {
        id_at(self.row.created_at, self.n * 4 + place, dice)
    }

    /// One to three. No address stands twice in all the data: the number before the at sign is the contact's alone, and what
    /// joins the names is the place's.
    pub(crate) fn emails(&self, employer: Option<&Employer>, dice: &mut Dice) -> Vec<Email> {
        let count = count(dice, [0, 72, 93]);
        let at_work = employer.and_then(|employer| employer.domain.as_deref());
        let forms = [(".", at_work), ("_", None), ("-", at_work)];
        let email = |((joint, domain), place): ((&str, Option<&str>), u64)| {
            let local = format!("{}{joint}{}{}", self.given, self.family, self.n);
            let domain = domain.unwrap_or_else(|| dice.pick(&DOMAINS));
            let address = format!("{local}@{domain}");
            // Some are written as people type them.
            let written = if dice.percent(8) { capitalise(&address) } else { address.clone() };
            let label = if at_work == Some(domain) { "work" } else { "home" };
            Email {
                id: self.part_id(place, dice),
                contact_id: self.row.id,
                place,
                address: written,
                address_key: address,
                label: dice.or_none(30, |_| label),
                is_primary: place == 0,
                is_verified: (self.n + place).is_multiple_of(3),
                released_at: self.row.deleted_at,
            }
        };
        forms.into_iter().zip(0..count).map(email).collect()
    }

    /// None, one or two.
    pub(crate) fn phones(&self, dice: &mut Dice) -> Vec<Phone> {
        let patterns = places::phones(self.home.country.code);
        let count = count(dice, [40, 85, 100]);
        let phone = |place| Phone {
            id: self.part_id(place, dice),
            contact_id: self.row.id,
            place,
            number: {
                let pattern = dice.pick(patterns);
                dice.digits(pattern)
            },
            label: dice.or_none(25, |dice| dice.pick(&["mobile", "work", "home"])),
            is_primary: place == 0,
            is_verified: (self.n + place).is_multiple_of(4),
        };
        (0..count).map(phone).collect()
    }

    /// None, one or two, in the contact's country. Some are only in part known.
    pub(crate) fn addresses(&self, dice: &mut Dice) -> Vec<Address> {
        let count = count(dice, [45, 90, 100]);
        let address = |place| {
            let town = dice.pick(&self.home.towns);
            let street = dice.pick(&self.home.streets);
            let number = dice.between(1, 20) * dice.between(1, 10);
            Address {
                id: self.part_id(place, dice),
                contact_id: self.row.id,
                place,
                street: dice.or_none(10, |_| street.replace('#', &number.to_string())),
                locality: dice.or_none(4, |_| town.name),
                region: town.region,
                postal_code: dice
                    .or_none(12, |dice| dice.digits(town.postal_code))
                    .filter(|postal_code| !postal_code.is_empty()),
                country: dice.or_none(5, |_| self.home.country.code),
                label: dice.or_none(30, |dice| dice.pick(&["home", "work", "billing"])),
                is_primary: place == 0,
                is_verified: false,
            }
        };
        (0..count).map(address).collect()
    }

    /// None, one or two, on different networks.
    pub(crate) fn social_accounts(&self, dice: &mut Dice) -> Vec<SocialAccount> {
        let count = count(dice, [60, 90, 100]);
        // Low places are frequent: the lower of two throws.
        let first = dice.place(NETWORKS.len()).min(dice.place(NETWORKS.len()));
        let account = |(place, (network, pattern)): (u64, &(&'static str, &str))| {
            let name = match dice.below(3) {
                0 => format!("{}{}", self.given, self.family),
                1 => format!("{}_{}", self.family, self.n),
                _ => format!("{}{}", self.given, self.n),
            };
            let handle = pattern.replace("{}", &name);
            SocialAccount {
                id: self.part_id(place, dice),
                contact_id: self.row.id,
                place,
                network,
                handle,
                is_primary: place == 0,
                is_verified: false,
            }
        };
        (0..count).zip(NETWORKS.iter().cycle().skip(first)).map(account).collect()
    }
}

/// How many: the number of limits that a throw of a hundred reaches.
fn count(dice: &mut Dice, limits: [u64; 3]) -> u64 {
    let thrown = dice.below(100);
    to_u64(limits.iter().filter(|limit| thrown >= **limit).count())
}

/// A capital at every beginning.
fn capitalise(address: &str) -> String {
    let mut before = '.';
    address
        .chars()
        .map(|c| {
            let begins = !before.is_ascii_alphanumeric();
            before = c;
            if begins { c.to_ascii_uppercase() } else { c }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_written_otherwise_has_the_same_key() {
        assert_eq!(capitalise("ana_li7@north-field.example"), "Ana_Li7@North-Field.Example");
    }
}
