//! The lists of names and places, taken apart once.

use crate::{
    dice::{Dice, Weights},
    names::{self, Name, fold},
    places::{COUNTRIES, Country, UNITED_STATES},
};

/// A town of a country.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Town {
    pub(crate) name: &'static str,
    pub(crate) region: Option<&'static str>,
    pub(crate) postal_code: &'static str,
}

impl Town {
    fn parse(text: &'static str) -> Self {
        let mut parts = text.split('|');
        let mut next = || parts.next().unwrap_or_default();
        let (name, region, postal_code) = (next(), next(), next());
        Self { name, region: Some(region).filter(|region| !region.is_empty()), postal_code }
    }
}

/// One country.
pub(crate) struct Pool {
    pub(crate) country: &'static Country,
    pub(crate) given: Vec<Name>,
    pub(crate) streets: Vec<&'static str>,
    pub(crate) towns: Vec<Town>,
    pub(crate) legal: Vec<&'static str>,
    family: Vec<Name>,
    by_frequency: Weights,
}

impl Pool {
    fn new(country: &'static Country) -> Self {
        let family = Name::list(country.culture.family);
        Self {
            country,
            given: Name::list(country.culture.given),
            streets: names::parts(country.culture.streets),
            towns: names::parts(country.towns).into_iter().map(Town::parse).collect(),
            legal: names::parts(country.legal),
            by_frequency: Weights::zipf(family.len()),
            family,
        }
    }

    /// A whole name in the order of the country.
    pub(crate) fn full_name(&self, given: &str, family: &str) -> String {
        match self.country.code {
            "CN" | "JP" | "KR" | "SG" | "TW" => format!("{family}{given}"),
            "VN" => format!("{family} {given}"),
            _ => format!("{given} {family}"),
        }
    }

    /// A family name as it is written, and its form for addresses. Some have two in one.
    pub(crate) fn family(&self, dice: &mut Dice) -> (String, String) {
        let name = self.by_frequency.pick(dice, &self.family);
        match self.country.culture.joint {
            Some(joint) if dice.percent(12) => {
                let text = format!("{}{joint}{}", name.text, self.by_frequency.pick(dice, &self.family).text);
                let key = fold(&text);
                // Without a form of its own the double name goes by its first half.
                if key.is_empty() { (text, name.key()) } else { (text, key) }
            }
            _ => (name.text.to_owned(), name.key()),
        }
    }
}

/// All countries.
pub(crate) struct Pools {
    all: Vec<Pool>,
    by_frequency: Weights,
    most_frequent: Pool,
}

impl Pools {
    pub(crate) fn new() -> Self {
        let all: Vec<Pool> = COUNTRIES.iter().map(Pool::new).collect();
        let by_frequency = Weights::zipf(all.len());
        Self { all, by_frequency, most_frequent: Pool::new(&UNITED_STATES) }
    }

    /// A country by its frequency.
    pub(crate) fn throw(&self, dice: &mut Dice) -> &Pool {
        self.all.get(self.by_frequency.place(dice)).unwrap_or(&self.most_frequent)
    }
}
