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
    /// Where records are found that have the term as it was typed.
    pub(crate) fn typed(&self, sight: &Sight) -> Vec<Branch> {
        let branches = self.term.beginnings.iter().flat_map(|(field, text)| {
            places(*field, sight).map(|place| Branch { place, words: Words::Beginning(text.clone()) })
        });
        branches.collect()
    }

    /// Where records are found that have a word that may have been meant.
    pub(crate) fn nearly(&self, sight: &Sight) -> Vec<Branch> {
        if self.meant.is_empty() {
            return Vec::new();
        }
        let meant: Vec<String> = self.meant.iter().map(|(word, _)| word.clone()).collect();
        places(Field::Name, sight).map(|place| Branch { place, words: Words::Any(meant.clone()) }).collect()
    }
}

fn places(field: Field, sight: &Sight) -> impl Iterator<Item = Place> {
    Place::ALL.into_iter().filter(move |place| place.field() == field && sight.has_place(*place))
}

/// How many entries are counted in each of so many branches.
pub(crate) fn counted(branches: usize) -> usize {
    bounds::COUNTED.min(bounds::COUNTED_IN_ALL / branches.max(1))
}

/// Which term the fewest records have, by the counts of its branches. Where none is told apart, because all of them have
/// more than was counted, the longest: it is likely the rarest.
pub(crate) fn rarest(sought: &[Sought], counts: &[Vec<Count>]) -> Option<usize> {
    let key = |(index, sought): &(usize, &Sought)| {
        let found: usize = counts.get(*index).into_iter().flatten().map(|count| count.number()).sum();
        (found, std::cmp::Reverse(sought.term.text.chars().count()))
    };
    sought.iter().enumerate().min_by_key(key).map(|(index, _)| index)
}

/// How many entries a branch has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// So many.
    All(usize),
    /// At least so many: more were not counted.
    AtLeast(usize),
}

impl Count {
    pub(crate) const fn number(self) -> usize {
        match self {
            Self::All(number) | Self::AtLeast(number) => number,
        }
    }
}

/// How much is read of each branch, `most` in all: its even share, and of what the others leave first all of those that
/// were counted out, then the rest evenly.
pub(crate) fn shares(counts: &[Count], most: usize) -> Vec<usize> {
    let even = most / counts.len().max(1);
    let is_open = |count: &Count| matches!(count, Count::AtLeast(_));
    let share = |count: &Count| if is_open(count) { even } else { count.number().min(even) };
    let mut shares: Vec<usize> = counts.iter().map(share).collect();
    let mut left = most.saturating_sub(shares.iter().sum());
    for (share, count) in shares.iter_mut().zip(counts).filter(|(_, count)| !is_open(count)) {
        let more = count.number().saturating_sub(*share).min(left);
        *share += more;
        left -= more;
    }
    let each = left / counts.iter().filter(|count| is_open(count)).count().max(1);
    for (share, _) in shares.iter_mut().zip(counts).filter(|(_, count)| is_open(count)) {
        *share += each;
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
        sought(query).iter().flat_map(|sought| sought.typed(sight)).map(|branch| branch.place).collect()
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
        use Count::{All, AtLeast};
        assert_eq!(shares(&[All(5), All(0), All(7)], 300), [5, 0, 7]);
        assert_eq!(shares(&[AtLeast(50), All(10), AtLeast(50)], 300), [145, 10, 145]);
        assert_eq!(shares(&[All(0), All(400), All(0)], 100), [0, 100, 0]);
        assert_eq!(shares(&[AtLeast(9), All(120), All(0)], 300), [180, 120, 0]);
        for counts in [vec![], vec![AtLeast(9)], vec![All(50), All(90), AtLeast(1)], vec![AtLeast(0); 7]] {
            assert!(shares(&counts, 100).iter().sum::<usize>() <= 100);
        }
    }

    #[test]
    fn the_rarest_term_leads() {
        let sought = sought("anna hopper");
        assert_eq!(rarest(&sought, &[vec![Count::All(900), Count::All(3)], vec![Count::All(12)]]), Some(1));
        let equal = [vec![Count::AtLeast(50)], vec![Count::AtLeast(50)]];
        assert_eq!(rarest(&sought, &equal), Some(1), "the longest of equals");
    }
}
