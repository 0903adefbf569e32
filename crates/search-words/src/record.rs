//! The words of a record, and where each of them is found.

use std::collections::BTreeSet;

use crate::split::{Run, index_pairs, index_words, runs, truncate};

/// The shortest part of a telephone number by which it is found.
pub(crate) const SHORTEST_NUMBER: usize = 3;

/// Which of a record's values a word comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// A name of a person or company.
    Name,
    /// The domain of a company.
    Domain,
    /// An e-mail address of a person.
    Email,
    /// A telephone number of a person.
    Phone,
}

/// Where a word stands in the index: kind of record and field in one, in the order of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the field of the record that it names")]
pub enum Place {
    ContactName,
    ContactEmail,
    ContactPhone,
    CompanyName,
    CompanyDomain,
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::ContactName, Self::ContactEmail, Self::ContactPhone, Self::CompanyName, Self::CompanyDomain];

    /// The number that stands for it in the database. It never changes.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::ContactName => 1,
            Self::ContactEmail => 2,
            Self::ContactPhone => 3,
            Self::CompanyName => 4,
            Self::CompanyDomain => 5,
        }
    }

    /// Which of a record's values it holds.
    #[must_use]
    pub const fn field(self) -> Field {
        match self {
            Self::ContactName | Self::CompanyName => Field::Name,
            Self::ContactEmail => Field::Email,
            Self::ContactPhone => Field::Phone,
            Self::CompanyDomain => Field::Domain,
        }
    }

    /// Whether it holds words of companies.
    #[must_use]
    pub const fn is_company(self) -> bool {
        matches!(self, Self::CompanyName | Self::CompanyDomain)
    }
}

/// The words of one record, each once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordWords {
    is_company: bool,
    names: BTreeSet<String>,
    domains: BTreeSet<String>,
    emails: BTreeSet<String>,
    phones: BTreeSet<String>,
}

/// The words of a record as they are kept beside each other: in each text every word stands between two spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of its name")]
pub struct Bags {
    pub names: String,
    pub domains: String,
    pub emails: String,
    pub phones: String,
}

impl RecordWords {
    /// The words of a person. `full` is the family name and the given name, for scripts that write them as one.
    #[must_use]
    pub fn person(names: &[&str], full: Option<(&str, &str)>, emails: &[&str], phones: &[&str]) -> Self {
        let mut words = Self { names: names.iter().flat_map(|name| index_words(name)).collect(), ..Self::default() };
        if let Some((family, given)) = full {
            words.names.extend(joined(family, given));
        }
        words.emails = emails.iter().flat_map(|address| email(address)).collect();
        words.phones = phones.iter().flat_map(|number| phone(number)).collect();
        words
    }

    /// The words of a company.
    #[must_use]
    pub fn company(name: &str, domains: &[&str]) -> Self {
        Self {
            is_company: true,
            names: index_words(name).into_iter().collect(),
            domains: domains.iter().flat_map(|domain| index_words(domain)).collect(),
            ..Self::default()
        }
    }

    /// The words that these texts hold.
    #[must_use]
    pub fn of_bags(is_company: bool, bags: &Bags) -> Self {
        let words = |bag: &str| bag.split_ascii_whitespace().map(str::to_owned).collect();
        Self {
            is_company,
            names: words(&bags.names),
            domains: words(&bags.domains),
            emails: words(&bags.emails),
            phones: words(&bags.phones),
        }
    }

    /// The texts that hold these words.
    #[must_use]
    pub fn bags(&self) -> Bags {
        let bag = |words: &BTreeSet<String>| {
            let joined = words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            if joined.is_empty() { joined } else { format!(" {joined} ") }
        };
        Bags {
            names: bag(&self.names),
            domains: bag(&self.domains),
            emails: bag(&self.emails),
            phones: bag(&self.phones),
        }
    }

    /// Under which words the record is found, and where. What a name says already is left out elsewhere: most
    /// addresses repeat the name, and whoever may see an address sees the name too.
    pub fn postings(&self) -> impl Iterator<Item = (Place, &str)> {
        let (name, domain) = if self.is_company {
            (Place::CompanyName, Place::CompanyDomain)
        } else {
            (Place::ContactName, Place::ContactEmail)
        };
        let reach = if self.is_company { &self.domains } else { &self.emails };
        let names = self.names.iter().map(move |word| (name, word.as_str()));
        let reach = reach.difference(&self.names).map(move |word| (domain, word.as_str()));
        names.chain(reach).chain(self.phones.iter().map(|word| (Place::ContactPhone, word.as_str())))
    }

    /// The words of its names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether there is no word at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.names, &self.domains, &self.emails, &self.phones].into_iter().all(BTreeSet::is_empty)
    }
}

/// The pairs of a family and a given name written as one.
fn joined(family: &str, given: &str) -> Vec<String> {
    match (runs(family).as_slice(), runs(given).as_slice()) {
        ([Run::Unspaced(family)], [Run::Unspaced(given)]) => {
            index_pairs(&[family.as_slice(), given].concat()).collect()
        }
        _ => Vec::new(),
    }
}

/// An address as a whole and in parts.
fn email(address: &str) -> Vec<String> {
    let mut words = index_words(address);
    words.push(whole(address));
    words
}

/// An address as one word.
pub(crate) fn whole(address: &str) -> String {
    truncate(&crate::fold::fold(address).chars().filter(|c| !c.is_whitespace()).collect::<String>())
}

/// Every end of a number: what is typed of it, from wherever, is then the beginning of one of them.
fn phone(number: &str) -> Vec<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let ends = (digits.len() + 1).saturating_sub(SHORTEST_NUMBER);
    (0..ends).filter_map(|from| digits.get(from..)).map(truncate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_by_names_addresses_and_numbers() {
        let words =
            RecordWords::person(&["Ana", "Li"], Some(("Li", "Ana")), &["Ana.Li7@North-Field.example"], &["+4144668"]);
        let found: Vec<_> = words.postings().collect();
        let expected = [
            (Place::ContactName, "ana"),
            (Place::ContactName, "li"),
            (Place::ContactEmail, "ana.li7@north-field.example"),
            (Place::ContactEmail, "example"),
            (Place::ContactEmail, "field"),
            (Place::ContactEmail, "li7"),
            (Place::ContactEmail, "north"),
            (Place::ContactPhone, "144668"),
            (Place::ContactPhone, "4144668"),
            (Place::ContactPhone, "44668"),
            (Place::ContactPhone, "4668"),
            (Place::ContactPhone, "668"),
        ];
        assert_eq!(found, expected);
        assert_eq!(words.bags().names, " ana li ");
        assert_eq!(RecordWords::of_bags(false, &words.bags()), words);
    }

    #[test]
    fn names_written_as_one_are_found_as_one() {
        let words = RecordWords::person(&["太郎", "山田"], Some(("山田", "太郎")), &[], &[]);
        assert_eq!(words.names().collect::<Vec<_>>(), ["太郎", "山田", "田", "田太", "郎"]);
    }

    #[test]
    fn a_company_is_found_by_name_and_domain() {
        let words = RecordWords::company("Acme Engines", &["acme-engines.example"]);
        let found: Vec<_> = words.postings().collect();
        assert_eq!(
            found,
            [(Place::CompanyName, "acme"), (Place::CompanyName, "engines"), (Place::CompanyDomain, "example")]
        );
        assert_eq!(words.bags().domains, " acme engines example ");
    }
}
