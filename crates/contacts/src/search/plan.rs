//! Where a query is looked up, and how much of it is read.

use rapport_search_words::{Field, Place, Term};

use super::bounds;
use crate::people::scope::Owners;

/// What an actor may find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// Whether people are wanted.
    pub(crate) people: bool,
    /// Whether companies are wanted.
    pub(crate) companies: bool,
    /// Whether people are found by how they can be reached, too.
    pub(crate) contact_points: bool,
    /// Whose people.
    pub(crate) owners: Owners,
}

impl Sight {
    /// Whether something can be found by this field.
    pub(crate) const fn has(&self, field: Field) -> bool {
        match field {
            Field::Name => true,
            Field::Domain => self.companies,
            Field::Email | Field::Phone => self.people && self.contact_points,
        }
    }

    fn has_place(&self, place: Place) -> bool {
        let wanted = if place.is_company() { self.companies } else { self.people && !self.sees_nobody() };
        wanted && self.has(place.field())
    }

    fn sees_nobody(&self) -> bool {
        matches!(&self.owners, Owners::Of(owners) if owners.is_empty())
    }
}

/// One range of the index, or several words of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    pub(crate) place: Place,
    pub(crate) words: Words,
}

/// Which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Words {
    /// This one and all that begin with it.
    Beginning(String),
    /// These.
    Any(Vec<String>),
}

/// A term, and the words that may have been meant by it with how many edits they are away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sought {
    pub(crate) term: Term,
    pub(crate) meant: Vec<(String, usize)>,
}

impl Sought {
    /// Where records are found that have the term.
    pub(crate) fn branches(&self, sight: &Sight) -> Vec<Branch> {
        let places = |field: Field| {
            Place::ALL.into_iter().filter(move |place| place.field() == field && sight.has_place(*place))
        };
        let typed = self.term.beginnings.iter().flat_map(|(field, text)| {
            places(*field).map(|place| Branch { place, words: Words::Beginning(text.clone()) })
        });
        let meant: Vec<String> = self.meant.iter().map(|(word, _)| word.clone()).collect();
        let meant = (!meant.is_empty())
            .then_some(meant)
            .into_iter()
            .flat_map(|words| places(Field::Name).map(move |place| Branch { place, words: Words::Any(words.clone()) }));
        typed.chain(meant).collect()
    }
}

/// How many records are looked at for a query of so many terms.
pub(crate) const fn records(terms: usize) -> usize {
    if terms == 1 { bounds::RECORDS_OF_ONE_WORD } else { bounds::RECORDS_OF_SEVERAL_WORDS }
}

/// How many entries are counted in each of so many branches.
pub(crate) fn counted(terms: usize, branches: usize) -> usize {
    records(terms).min(bounds::COUNTED / branches.max(1))
}

/// Which term the fewest records have, by the counts of its branches. Where none is told apart, because all of them have
/// more than was counted, the longest: it is likely the rarest.
pub(crate) fn rarest(sought: &[Sought], counts: &[Vec<usize>]) -> Option<usize> {
    let key = |(index, sought): &(usize, &Sought)| {
        let found: usize = counts.get(*index).into_iter().flatten().sum();
        (found, std::cmp::Reverse(sought.term.text.chars().count()))
    };
    sought.iter().enumerate().min_by_key(key).map(|(index, _)| index)
}

/// How much is read of each branch, `most` in all: its even share, and of what the others leave, the first ones first.
pub(crate) fn shares(counts: &[usize], most: usize) -> Vec<usize> {
    let even = most / counts.len().max(1);
    let mut shares: Vec<usize> = counts.iter().map(|count| (*count).min(even)).collect();
    let mut left = most.saturating_sub(shares.iter().sum());
    for (share, count) in shares.iter_mut().zip(counts) {
        // A count that reached its bound may stand for more.
        let more = if *count >= even { left } else { 0 };
        *share += more;
        left -= more;
    }
    shares
}

#[cfg(test)]
mod tests {
    use rapport_search_words::Query;

    use super::*;

    fn sought(query: &str) -> Vec<Sought> {
        Query::parse(query).unwrap().terms.into_iter().map(|term| Sought { term, meant: Vec::new() }).collect()
    }

    fn places(sight: &Sight, query: &str) -> Vec<Place> {
        sought(query).iter().flat_map(|sought| sought.branches(sight)).map(|branch| branch.place).collect()
    }

    #[test]
    fn nobody_is_found_by_what_the_actor_may_not_see() {
        let all = Sight { people: true, companies: true, contact_points: true, owners: Owners::All };
        assert_eq!(
            places(&all, "ana"),
            [Place::ContactName, Place::CompanyName, Place::CompanyDomain, Place::ContactEmail]
        );
        let names = Sight { contact_points: false, ..all.clone() };
        assert_eq!(places(&names, "ana"), [Place::ContactName, Place::CompanyName, Place::CompanyDomain]);
        assert!(places(&names, "ana@example.org +4144").is_empty());
        let nobody = Sight { owners: Owners::Of(Vec::new()), companies: false, ..all };
        assert!(places(&nobody, "ana").is_empty());
    }

    #[test]
    fn what_is_read_is_shared_and_never_more() {
        assert_eq!(shares(&[5, 0, 7], 300), [5, 0, 7]);
        assert_eq!(shares(&[1_000, 10, 1_000], 300), [190, 10, 100]);
        for counts in [vec![], vec![9], vec![50, 50], vec![0, 400, 0]] {
            assert!(shares(&counts, 100).iter().sum::<usize>() <= 100);
        }
        assert_eq!(shares(&[0, 400, 0], 100), [0, 100, 0]);
    }

    #[test]
    fn the_rarest_term_leads() {
        let sought = sought("anna hopper");
        assert_eq!(rarest(&sought, &[vec![900, 3], vec![12]]), Some(1));
        assert_eq!(rarest(&sought, &[vec![50], vec![50]]), Some(1), "the longest of equals");
    }
}
