//! How a person can be reached. Each list is replaced as a whole: what an input says is what there is.

pub(crate) mod addresses;
pub(crate) mod emails;
pub(crate) mod phones;
pub(crate) mod social_accounts;

use rapport_db::{Sql, sql::Value};
use rapport_graphql::input::Violations;
use rapport_kernel::InputPath;

use super::ContactId;

/// How many entries a list has at most.
pub(crate) const MOST: usize = 20;

/// Refuses a list that is too long, and more than one primary entry; without one, the first becomes it.
pub(crate) fn choose_primary(violations: &mut Violations, path: &InputPath, asked: &[Option<bool>]) -> Vec<bool> {
    if asked.len() > MOST {
        violations.add(path.clone(), format!("At most {MOST} entries are allowed here."));
    }
    let mut primaries = asked.iter().enumerate().filter(|(_, primary)| **primary == Some(true)).map(|(index, _)| index);
    let chosen = primaries.next().unwrap_or(0);
    for second in primaries {
        let mut path = path.clone();
        path.extend([second.into(), "isPrimary".into()]);
        violations.add(path, "Only one entry can be the primary one.");
    }
    (0..asked.len()).map(|index| index == chosen).collect()
}

/// The path of a field of an entry.
pub(crate) fn at(path: &InputPath, index: usize, field: &'static str) -> InputPath {
    let mut path = path.clone();
    path.extend([index.into(), field.into()]);
    path
}

/// A position as it is kept.
pub(crate) fn place(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// A condition for what belongs to these people. Not diesel's `eq_any`, which is prepared anew each time.
pub(crate) fn of_contacts(column: &'static str, contacts: &[ContactId]) -> Sql {
    Sql::is_in(column, contacts.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect())
}
