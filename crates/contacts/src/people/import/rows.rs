//! The rows of a file, read and checked by the rules of `createContacts`.

use std::io::Read;

use chrono::NaiveDate;
use rapport_graphql::{
    Day,
    async_graphql::{ScalarType, Value},
    input::Violations,
    path,
};
use rapport_kernel::{ApiResult, InputPath};

use super::types::{ImportContactColumnInput, ImportContactField as Field};
use crate::{
    import::{self, Cell, Column, Origins, Report, Row, Seen, value::named},
    people::{
        inputs::{ContactChanges, CreateContactInput},
        points::emails::{self, ContactEmailInput},
        points::phones::ContactPhoneInput,
    },
};

/// Reads a file. Blocks.
///
/// # Errors
/// BAD_USER_INPUT when it is no table, has not the columns, or more rows than are taken.
pub(super) fn read(
    file: impl Read,
    mapping: &[ImportContactColumnInput],
    most_rows: usize,
    today: NaiveDate,
) -> ApiResult<(Vec<Row<ContactChanges>>, Report)> {
    let column = |said: &ImportContactColumnInput| Column::new(said.column.clone(), said.field, said.values.clone());
    let mapping: Vec<_> = mapping.iter().map(column).collect();
    let mut seen = Seen::default();
    import::read(file, &mapping, most_rows, Field::is_list, |number, cells, origins| {
        let changes = row(cells, origins, today)?;
        seen.check(number, unique(&changes))?;
        Ok(changes)
    })
}

/// The person in a row.
fn row(cells: &[Cell<'_, Field>], origins: &mut Origins, today: NaiveDate) -> ApiResult<ContactChanges> {
    let mut input = CreateContactInput::default();
    let mut violations = Violations::new();
    for cell in cells {
        let field = cell.column.field;
        origins.add(field.name(), cell);
        if let Err(message) = fill(&mut input, field, cell.text) {
            violations.add(path![field.name()], message);
        }
    }
    let changes = input.read(&mut violations, InputPath::new(), today);
    violations.check()?;
    Ok(changes)
}

fn fill(input: &mut CreateContactInput, field: Field, text: &str) -> Result<(), &'static str> {
    let owned = || Some(text.to_owned());
    match field {
        Field::ExternalId => input.external_id = owned(),
        Field::HonorificPrefix => input.honorific_prefix = owned(),
        Field::GivenName => input.given_name = owned(),
        Field::MiddleName => input.middle_name = owned(),
        Field::FamilyName => input.family_name = owned(),
        Field::HonorificSuffix => input.honorific_suffix = owned(),
        Field::Nickname => input.nickname = owned(),
        Field::BirthDate => {
            let day = Day::parse(Value::String(text.to_owned())).map_err(|_| "This is no day such as 1815-12-10.")?;
            input.birth_date = Some(day);
        }
        Field::Gender => input.gender = Some(named(text)?),
        Field::Language => input.language = owned(),
        Field::TimeZone => input.time_zone = owned(),
        Field::Country => input.country = owned(),
        Field::LifecycleStage => input.lifecycle_stage = named(text)?,
        Field::Source => input.source = owned(),
        Field::Email => input.emails.get_or_insert_default().push(ContactEmailInput::of(text)),
        Field::Phone => input.phones.get_or_insert_default().push(ContactPhoneInput::of(text)),
        Field::Tags => {
            let tags = text.split(';').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned);
            input.tags.get_or_insert_default().extend(tags);
        }
    }
    Ok(())
}

/// What no two people have.
fn unique(changes: &ContactChanges) -> Vec<(InputPath, &'static str, String)> {
    let id = changes.external_id.clone().flatten().map(|id| (path!["externalId"], "externalId", id));
    let emails = changes.lists.emails.iter().flatten().enumerate();
    let emails = emails.map(|(index, email)| (path!["emails", index], "emails", emails::key(&email.address)));
    id.into_iter().chain(emails).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(columns: &[(&str, Field)]) -> Vec<ImportContactColumnInput> {
        columns
            .iter()
            .map(|(column, field)| ImportContactColumnInput {
                column: (*column).to_owned(),
                field: *field,
                values: None,
            })
            .collect()
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn each_kind_of_separator_is_seen_and_quotes_hold() {
        let mapping = mapping(&[("Name", Field::FamilyName), ("Mail", Field::Email)]);
        for text in [
            "\u{feff}Name,Mail\n\"Byron, King\",ada@example.org\n",
            "Name;Mail;Rest\r\n\"Byron, King\";ada@example.org;x\r\n",
            "Mail\tName\nada@example.org\tByron, King",
        ] {
            let (rows, report) = read(text.as_bytes(), &mapping, 10, today()).unwrap();
            assert_eq!((rows.len(), report.failed), (1, 0), "{text:?}: {:?}", report.errors);
            assert_eq!(rows[0].value.family_name, Some(Some("Byron, King".to_owned())));
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_row_and_column() {
        let mapping = mapping(&[
            ("Id", Field::ExternalId),
            ("Name", Field::GivenName),
            ("Born", Field::BirthDate),
            ("Mail", Field::Email),
            ("Other", Field::Email),
        ]);
        let text = "Id,Name,Born,Mail,Other\n1,Ada,1815-12-10,,ada@example.org\n2,Bea,never,,not an address\n3,,,,\n1,Cy,,,ADA@example.org\n4,short\n";
        let (rows, report) = read(text.as_bytes(), &mapping, 10, today()).unwrap();
        assert_eq!((rows.len(), report.failed), (1, 4));
        let told: Vec<_> =
            report.errors.iter().map(|error| (error.row, error.column.as_deref(), error.code.as_str())).collect();
        assert_eq!(
            told,
            [
                (3, Some("Born"), "BAD_USER_INPUT"),
                (3, Some("Other"), "BAD_USER_INPUT"),
                (4, None, "BAD_USER_INPUT"),
                (5, Some("Id"), "CONFLICT"),
                (5, Some("Other"), "CONFLICT"),
                (6, None, "BAD_USER_INPUT"),
            ]
        );
    }

    #[test]
    fn a_file_that_does_not_fit_is_refused_as_a_whole() {
        let name = mapping(&[("Name", Field::GivenName)]);
        assert!(read("Name\na\nb\n".as_bytes(), &name, 1, today()).is_err());
        assert!(read("Other\na\n".as_bytes(), &name, 10, today()).is_err());
        assert!(read("".as_bytes(), &name, 10, today()).is_err());
        assert!(read("Name\na\n".as_bytes(), &[], 10, today()).is_err());
        let twice = mapping(&[("Name", Field::GivenName), ("Name", Field::GivenName)]);
        assert!(read("Name\na\n".as_bytes(), &twice, 10, today()).is_err());
    }
}
