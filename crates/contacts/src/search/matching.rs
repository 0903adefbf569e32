//! Which word of a query a record was found by, and how well.

use rapport_search_words::{Bags, Field};

use super::{
    plan::{Sight, Sought},
    types::{SearchField, SearchMatch, SearchMatchKind},
};

/// The fields in the order in which they are told: the first that fits best.
pub(crate) const FIELDS: [Field; 4] = [Field::Name, Field::Domain, Field::Email, Field::Phone];

/// How each term is found in a record with these words.
pub(crate) fn matches(sought: &[Sought], bags: &Bags, sight: &Sight) -> Vec<SearchMatch> {
    sought.iter().filter_map(|sought| best(sought, bags, sight)).collect()
}

fn best(sought: &Sought, bags: &Bags, sight: &Sight) -> Option<SearchMatch> {
    let told = |field: Field, kind| {
        let field = match field {
            Field::Name => SearchField::Name,
            Field::Domain => SearchField::Domain,
            Field::Email => SearchField::Email,
            Field::Phone => SearchField::Phone,
        };
        SearchMatch { word: sought.term.text.clone(), field, kind }
    };
    let beginnings = || {
        let seen = FIELDS.into_iter().filter(|field| sight.has(*field));
        seen.flat_map(|field| {
            sought.term.beginnings.iter().filter(move |(other, _)| *other == field).map(move |(_, text)| (field, text))
        })
    };
    let exact = beginnings().find(|(field, text)| bag(bags, *field).contains(&format!(" {text} ")));
    let prefix = || beginnings().find(|(field, text)| bag(bags, *field).contains(&format!(" {text}")));
    let meant = || sought.meant.iter().any(|(word, _)| bags.names.contains(&format!(" {word} ")));
    exact
        .map(|(field, _)| told(field, SearchMatchKind::Exact))
        .or_else(|| prefix().map(|(field, _)| told(field, SearchMatchKind::Prefix)))
        .or_else(|| meant().then(|| told(Field::Name, SearchMatchKind::TypingError)))
}

fn bag(bags: &Bags, field: Field) -> &str {
    match field {
        Field::Name => &bags.names,
        Field::Domain => &bags.domains,
        Field::Email => &bags.emails,
        Field::Phone => &bags.phones,
    }
}
