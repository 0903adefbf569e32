//! How a person can be reached. Each list is replaced as a whole: what an input says is what there is.

pub(crate) mod addresses;
pub(crate) mod emails;
pub(crate) mod list;
pub(crate) mod phones;
pub(crate) mod social_accounts;

use rapport_graphql::input::Violations;
use rapport_kernel::InputPath;

/// How many entries a list has at most.
pub(crate) const MOST: usize = 50;

/// Refuses a list that is too long, and more than one primary entry; without one, the first becomes it.
pub(crate) fn choose_primary(violations: &mut Violations, path: &InputPath, asked: &[Option<bool>]) -> Vec<bool> {
    if asked.len() > MOST {
        violations.add(path.clone(), format!("At most {MOST} entries are allowed here."));
    }
    let mut primaries = asked.iter().enumerate().filter(|(_, primary)| **primary == Some(true)).map(|(index, _)| index);
    let chosen = primaries.next().unwrap_or(0);
    for second in primaries {
        violations.add(at(path, second, "isPrimary"), "Only one entry can be the primary one.");
    }
    (0..asked.len()).map(|index| index == chosen).collect()
}

/// The path of a field of an entry.
pub(crate) fn at(path: &InputPath, index: usize, field: &'static str) -> InputPath {
    let mut path = path.clone();
    path.extend([index.into(), field.into()]);
    path
}
