//! The rows of a file, read and checked by the rules of `createContacts`.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead, BufReader, Read},
};

use chrono::NaiveDate;
use csv::StringRecord;
use rapport_graphql::{
    Day,
    async_graphql::{ScalarType, Value, resolver_utils::EnumType},
    input::Violations,
    path,
};
use rapport_kernel::{ApiError, ApiResult, Code, InputPath, error::PathSegment};

use super::types::{ImportContactColumnInput, ImportContactField as Field, ImportContactsError};
use crate::{
    kept,
    people::{
        inputs::{ContactChanges, CreateContactInput},
        points::emails::{self, ContactEmailInput},
        points::phones::ContactPhoneInput,
    },
};

/// How many columns are read.
const MOST_COLUMNS: usize = 100;

/// A row that may be recorded.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) number: i32,
    pub(super) changes: ContactChanges,
    columns: Columns,
}

/// Which column a value came from, by the field that it became: several for a list, in its order.
type Columns = HashMap<&'static str, Vec<String>>;

/// A file, read.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    /// How many rows are not sound, and what is wrong with them.
    pub(super) failed: usize,
    pub(super) errors: Vec<ImportContactsError>,
}

impl Row {
    /// What is wrong at a path below the row.
    pub(super) fn error(&self, path: &[PathSegment], message: &str, code: Code) -> ImportContactsError {
        error(self.number, &self.columns, path, message, code)
    }
}

fn error(row: i32, columns: &Columns, path: &[PathSegment], message: &str, code: Code) -> ImportContactsError {
    let index = match path.get(1) {
        Some(PathSegment::Index(index)) => *index,
        _ => 0,
    };
    let column = match path.first() {
        Some(PathSegment::Field(field)) => columns.get(field.as_ref()).and_then(|columns| columns.get(index)).cloned(),
        _ => None,
    };
    ImportContactsError { row, column, message: message.to_owned(), code: code.as_str().to_owned() }
}

/// Reads a file. Blocks.
///
/// # Errors
/// BAD_USER_INPUT when it is no table, has not the columns, or more rows than are taken.
pub(super) fn read(
    file: impl Read,
    mapping: &[ImportContactColumnInput],
    most_rows: usize,
    today: NaiveDate,
) -> ApiResult<Table> {
    let unread = |_| ApiError::bad_input(path!["input", "file"], "The file cannot be read as CSV in UTF-8.");
    let mut file = BufReader::new(file);
    let delimiter = delimiter(file.fill_buf().map_err(ApiError::internal)?);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(file);
    let places = places(mapping, reader.headers().map_err(unread)?)?;
    let mut table = Table::default();
    let mut seen = Seen::default();
    for (index, record) in reader.records().enumerate() {
        if index >= most_rows {
            let message = format!("A file has at most {most_rows} rows. Send it in parts.");
            return Err(ApiError::bad_input(path!["input", "file"], message));
        }
        let number = i32::try_from(index.saturating_add(2)).unwrap_or(i32::MAX);
        let mut columns = Columns::new();
        let read = match record {
            Ok(record) => row(&record, &places, &mut columns, today).and_then(|changes| {
                seen.check(number, &changes)?;
                Ok(changes)
            }),
            // One that is broken is told; what the file's end is no one can say then.
            Err(error) if error.is_io_error() => return Err(ApiError::internal(error)),
            Err(_) => {
                Err(ApiError::new(Code::BadUserInput, "The row is not UTF-8, or has not as many columns as the first."))
            }
        };
        match read {
            Ok(changes) => table.rows.push(Row { number, changes, columns }),
            Err(refused) => {
                table.failed = table.failed.saturating_add(1);
                table.errors.extend(told(number, &columns, &refused));
            }
        }
    }
    Ok(table)
}

fn told(row: i32, columns: &Columns, refused: &ApiError) -> Vec<ImportContactsError> {
    if refused.violations.is_empty() {
        return vec![error(row, columns, &[], &refused.message, refused.code)];
    }
    let one = |violation: &rapport_kernel::error::Violation| {
        error(row, columns, &violation.path, &violation.message, refused.code)
    };
    refused.violations.iter().map(one).collect()
}

/// What separates the columns: the one of three that stands most often in the first row.
fn delimiter(start: &[u8]) -> u8 {
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

struct Place<'a> {
    index: usize,
    column: &'a str,
    field: Field,
}

fn places<'a>(mapping: &'a [ImportContactColumnInput], header: &StringRecord) -> ApiResult<Vec<Place<'a>>> {
    if mapping.is_empty() || mapping.len() > MOST_COLUMNS {
        let message = format!("From 1 to {MOST_COLUMNS} columns are read.");
        return Err(ApiError::bad_input(path!["input", "mapping"], message));
    }
    let mut violations = Violations::new();
    let mut fields = HashSet::new();
    let mut places = Vec::with_capacity(mapping.len());
    for (place, ImportContactColumnInput { column, field }) in mapping.iter().enumerate() {
        if !fields.insert(*field) && !field.is_list() {
            violations.add(path!["input", "mapping", place, "field"], "Two columns cannot hold this field.");
        }
        match header.iter().position(|name| name == column.trim()) {
            Some(index) => places.push(Place { index, column, field: *field }),
            None => violations.add(path!["input", "mapping", place, "column"], "The file has no column of this name."),
        }
    }
    violations.check()?;
    Ok(places)
}

/// The person in a row.
fn row(
    record: &StringRecord,
    places: &[Place<'_>],
    columns: &mut Columns,
    today: NaiveDate,
) -> ApiResult<ContactChanges> {
    let mut input = CreateContactInput::default();
    let mut violations = Violations::new();
    for place in places {
        let Some(text) = record.get(place.index).filter(|text| !text.is_empty()) else { continue };
        columns.entry(place.field.name()).or_default().push(place.column.to_owned());
        if let Err(message) = fill(&mut input, place.field, text) {
            violations.add(path![place.field.name()], message);
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

fn named<T: EnumType + Copy + 'static>(text: &str) -> Result<T, &'static str> {
    kept::value(&text.to_uppercase()).ok_or("This is no name of a value in the schema.")
}

/// What must be unique, by the row that has it first.
#[derive(Default)]
struct Seen(HashMap<(&'static str, String), i32>);

impl Seen {
    fn check(&mut self, row: i32, changes: &ContactChanges) -> ApiResult<()> {
        let mut violations = Violations::new();
        let mut once = |path: InputPath, kind, key: String| {
            let first = *self.0.entry((kind, key)).or_insert(row);
            if first != row {
                violations.add(path, format!("Row {first} has this one too."));
            }
        };
        if let Some(Some(id)) = &changes.external_id {
            once(path!["externalId"], "externalId", id.clone());
        }
        for (index, email) in changes.lists.emails.iter().flatten().enumerate() {
            once(path!["emails", index], "emails", emails::key(&email.address));
        }
        violations.check().map_err(|error| ApiError { code: Code::Conflict, ..error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(columns: &[(&str, Field)]) -> Vec<ImportContactColumnInput> {
        columns
            .iter()
            .map(|(column, field)| ImportContactColumnInput { column: (*column).to_owned(), field: *field })
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
            let table = read(text.as_bytes(), &mapping, 10, today()).unwrap();
            assert_eq!((table.rows.len(), table.failed), (1, 0), "{text:?}: {:?}", table.errors);
            assert_eq!(table.rows[0].changes.family_name, Some(Some("Byron, King".to_owned())));
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
        let table = read(text.as_bytes(), &mapping, 10, today()).unwrap();
        assert_eq!((table.rows.len(), table.failed), (1, 4));
        let told: Vec<_> =
            table.errors.iter().map(|error| (error.row, error.column.as_deref(), error.code.as_str())).collect();
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
