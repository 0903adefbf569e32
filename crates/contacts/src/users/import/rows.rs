//! The rows of a file of users, read and checked by the rules of `createUser`.

use std::io::Read;

use rapport_graphql::{core::ActorRole, input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Role};
use unicode_normalization::UnicodeNormalization as _;

use super::types::{ImportUserColumnInput, ImportUserField as Field, ImportUsersInput};
use crate::{
    import::{self, Cell, Column, Origins, Report, Row, Seen, value},
    text,
    users::inputs::{address, role_of},
};

/// How long the name of a team is at most.
const LONGEST_TEAM: usize = 200;

/// Somebody whom a row names.
#[derive(Clone, Debug)]
pub(super) struct Somebody {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: Role,
}

/// A row: a user, perhaps with a team and its manager.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) user: Somebody,
    pub(super) team: Option<String>,
    pub(super) manager: Option<Somebody>,
}

/// Reads a file. Blocks.
///
/// # Errors
/// BAD_USER_INPUT when it is no table, has not the columns, or more rows than are taken.
pub(super) fn read(
    file: impl Read,
    input: &ImportUsersInput,
    most_rows: usize,
) -> ApiResult<(Vec<Row<Found>>, Report)> {
    let column = |said: &ImportUserColumnInput| Column::new(said.column.clone(), said.field, said.values.clone());
    let mapping: Vec<_> = input.mapping.iter().map(column).collect();
    let domain = input.email_domain.as_deref();
    if let Some(domain) = domain
        && address(&format!("somebody@{domain}")).is_none()
    {
        return Err(ApiError::bad_input(path!["input", "emailDomain"], "This is not a domain, such as example.com."));
    }
    let mut seen = Seen::default();
    import::read(
        file,
        &mapping,
        most_rows,
        |_| false,
        |number, cells, origins| {
            let found = row(cells, origins, domain)?;
            seen.check(number, [(path!["email"], "email", found.user.email.clone())])?;
            Ok(found)
        },
    )
}

/// The user in a row.
fn row(cells: &[Cell<'_, Field>], origins: &mut Origins, domain: Option<&str>) -> ApiResult<Found> {
    let (mut name, mut email, mut role, mut team, mut manager) = (None, None, Role::Rep, None, None);
    let mut violations = Violations::new();
    for cell in cells {
        let (field, text) = (cell.column.field, cell.text);
        origins.add(field.name(), cell);
        match field {
            Field::Name => name = text::required(&mut violations, path!["name"], text, 200),
            Field::Email => email = Some(text),
            Field::Role => match value::named::<ActorRole>(text) {
                Ok(said) => role = role_of(said),
                Err(message) => violations.add(path!["role"], message),
            },
            Field::Team => team = text::required(&mut violations, path!["team"], text, LONGEST_TEAM),
            Field::Manager => manager = Some(text),
        }
    }
    let user = somebody(&mut violations, "email", name.as_deref().unwrap_or_default(), email, role, domain);
    let manager = manager.and_then(|word| {
        let (name, email) = word.split_once('@').map_or((word, None), |(name, _)| (name, Some(word)));
        somebody(&mut violations, "manager", name, email, Role::Manager, domain)
    });
    if name.is_none() && violations.is_empty() {
        violations.add(path!["name"], "This may not be empty.");
    }
    violations.check()?;
    let user = user.ok_or_else(|| ApiError::bad_input(path!["email"], "This is not an e-mail address."))?;
    Ok(Found { user, team, manager })
}

fn somebody(
    violations: &mut Violations,
    field: &'static str,
    name: &str,
    email: Option<&str>,
    role: Role,
    domain: Option<&str>,
) -> Option<Somebody> {
    let made = || Some(format!("{}@{}", local_part(name)?, domain?));
    let Some(said) = email.map(str::to_owned).or_else(made) else {
        violations.add(path![field], "There is no e-mail address: say its column, or the domain of which to make one.");
        return None;
    };
    let email = address(&said);
    if email.is_none() {
        violations.add(path![field], "This is not an e-mail address.");
    }
    Some(Somebody { name: name.to_owned(), email: email?, role })
}

/// What stands before the @ for a name: its letters and digits without accents, in lower case, the words joined by dots.
fn local_part(name: &str) -> Option<String> {
    let plain: String = name.nfd().filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-')).collect();
    let words: Vec<_> = plain.split_whitespace().map(|word| word.trim_matches('-').to_lowercase()).collect();
    let joined = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(".");
    (!joined.is_empty()).then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_of_names() {
        for (name, expected) in [
            ("Mei-Mei Johns", Some("mei-mei.johns")),
            ("Zoë  O'Neil", Some("zoe.oneil")),
            ("山田", None),
            ("- -", None),
        ] {
            assert_eq!(local_part(name).as_deref(), expected, "{name}");
        }
    }
}
