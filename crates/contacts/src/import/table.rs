//! A file, read row by row through a mapping.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    io::{BufRead, BufReader, Read},
};

use csv::StringRecord;
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult};

use super::{ImportError, ImportValueInput, Report, Row, row::Origins};

/// How many columns are read.
const MOST_COLUMNS: usize = 100;
/// How many values of one column mean others.
const MOST_VALUES: usize = 1_000;

/// Which column of a file is read, and as what.
#[derive(Clone, Debug)]
pub struct Column<F> {
    /// The name, as it stands in the file's first row.
    pub name: String,
    /// What it holds.
    pub field: F,
    /// Values that mean others.
    pub values: HashMap<String, String>,
}

impl<F> Column<F> {
    /// A column whose values mean what these say.
    #[must_use]
    pub fn new(name: String, field: F, values: Option<Vec<ImportValueInput>>) -> Self {
        let values = values.unwrap_or_default().into_iter().map(|one| (one.from.trim().to_owned(), one.to)).collect();
        Self { name, field, values }
    }
}

/// A value of a row.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a, F> {
    /// Its column.
    pub column: &'a Column<F>,
    /// As it stands in the file.
    pub raw: &'a str,
    /// What it means, and never empty.
    pub text: &'a str,
}

/// The separator of the columns: the one of three that stands most often in the first row.
fn delimiter(start: &[u8]) -> u8 {
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// A reader of the rows of a file, whatever separates its columns.
///
/// # Errors
/// INTERNAL when the file cannot be read.
pub(crate) fn reader<R: Read>(file: R) -> ApiResult<csv::Reader<BufReader<R>>> {
    let mut file = BufReader::new(file);
    let delimiter = delimiter(file.fill_buf().map_err(ApiError::internal)?);
    Ok(csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(file))
}

/// The error of a file that is no table.
pub(crate) fn unreadable(_: csv::Error) -> ApiError {
    ApiError::bad_input(path!["input", "file"], "The file cannot be read as CSV in UTF-8.")
}

/// The error of a file with more rows than are taken.
pub(crate) fn too_long(most_rows: usize) -> ApiError {
    let message = format!("A file has at most {most_rows} rows. Send it in parts.");
    ApiError::bad_input(path!["input", "file"], message)
}

/// Reads a file. Blocks. `make` makes of the cells of a row what is to be recorded, telling where each value came from;
/// `is_list` says which fields several columns may hold. Rows that are not sound are told in the report.
///
/// # Errors
/// BAD_USER_INPUT when it is no table, has not the columns, or more rows than are taken.
pub fn read<F: Copy + Eq + Hash, T>(
    file: impl Read,
    mapping: &[Column<F>],
    most_rows: usize,
    is_list: impl Fn(F) -> bool,
    mut make: impl FnMut(i32, &[Cell<'_, F>], &mut Origins) -> ApiResult<T>,
) -> ApiResult<(Vec<Row<T>>, Report)> {
    let mut reader = reader(file)?;
    let places = places(mapping, reader.headers().map_err(unreadable)?, is_list)?;
    let (mut rows, mut report) = (Vec::new(), Report::default());
    for (index, record) in reader.records().enumerate() {
        if index >= most_rows {
            return Err(too_long(most_rows));
        }
        let number = i32::try_from(index.saturating_add(2)).unwrap_or(i32::MAX);
        let record = match record {
            Ok(record) => record,
            // One that is broken is told; what the file's end is no one can say then.
            Err(error) if error.is_io_error() => return Err(ApiError::internal(error)),
            Err(_) => {
                let message = "The row is not UTF-8, or has not as many columns as the first.";
                report.refuse(vec![ImportError::of_row(number, message)]);
                continue;
            }
        };
        let mut origins = Origins::default();
        match make(number, &cells(&record, &places), &mut origins) {
            Ok(value) => rows.push(Row { number, value, origins }),
            Err(refused) => report.refuse(origins.told(number, &refused)),
        }
    }
    Ok((rows, report))
}

fn cells<'a, F>(record: &'a StringRecord, places: &[(usize, &'a Column<F>)]) -> Vec<Cell<'a, F>> {
    let cell = |(place, column): &(usize, &'a Column<F>)| {
        let raw = record.get(*place).unwrap_or_default();
        let text = column.values.get(raw).map_or(raw, |meant| meant.trim());
        (!text.is_empty()).then_some(Cell { column, raw, text })
    };
    places.iter().filter_map(cell).collect()
}

fn places<'a, F: Copy + Eq + Hash>(
    mapping: &'a [Column<F>],
    header: &StringRecord,
    is_list: impl Fn(F) -> bool,
) -> ApiResult<Vec<(usize, &'a Column<F>)>> {
    if mapping.is_empty() || mapping.len() > MOST_COLUMNS {
        let message = format!("From 1 to {MOST_COLUMNS} columns are read.");
        return Err(ApiError::bad_input(path!["input", "mapping"], message));
    }
    let mut violations = Violations::new();
    let mut fields = HashSet::new();
    let mut places = Vec::with_capacity(mapping.len());
    for (place, column) in mapping.iter().enumerate() {
        if !fields.insert(column.field) && !is_list(column.field) {
            violations.add(path!["input", "mapping", place, "field"], "Two columns cannot hold this field.");
        }
        if column.values.len() > MOST_VALUES {
            let message = format!("At most {MOST_VALUES} values of a column mean others.");
            violations.add(path!["input", "mapping", place, "values"], message);
        }
        match header.iter().position(|name| name == column.name.trim()) {
            Some(index) => places.push((index, column)),
            None => violations.add(path!["input", "mapping", place, "column"], "The file has no column of this name."),
        }
    }
    violations.check()?;
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, field: u8, values: &[(&str, &str)]) -> Column<u8> {
        let values = values.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        Column { name: name.to_owned(), field, values }
    }

    fn texts(text: &str, mapping: &[Column<u8>]) -> ApiResult<(Vec<Vec<String>>, Report)> {
        let make = |_, cells: &[Cell<'_, u8>], _: &mut Origins| {
            Ok(cells.iter().map(|cell| format!("{}={}", cell.column.field, cell.text)).collect())
        };
        let (rows, report) = read(text.as_bytes(), mapping, 10, |_| false, make)?;
        Ok((rows.into_iter().map(|row: Row<Vec<String>>| row.value).collect(), report))
    }

    #[test]
    fn values_mean_what_the_mapping_says_and_one_column_may_be_read_twice() {
        let mapping =
            [column("Product", 1, &[("GTXPro", "GTX Pro"), ("none", "")]), column("Product", 2, &[("", "unknown")])];
        let (rows, report) = texts("Product\nGTXPro\nnone\n\"\"\nMG\n", &mapping).unwrap();
        assert_eq!(rows, [vec!["1=GTX Pro", "2=GTXPro"], vec!["2=none"], vec!["2=unknown"], vec!["1=MG", "2=MG"]]);
        assert_eq!(report.failed, 0);
    }

    #[test]
    fn broken_rows_are_told_and_files_without_the_columns_refused() {
        let mapping = [column("a", 1, &[])];
        let (rows, report) = texts("a,b\n1,2\n3\n", &mapping).unwrap();
        assert_eq!((rows.len(), report.failed, report.errors[0].row), (1, 1, 3));
        assert!(texts("b\n1\n", &mapping).is_err());
        assert!(texts("a,b\n1,2\n", &[column("a", 1, &[]), column("b", 1, &[])]).is_err());
        assert!(texts("a\n1\n", &[]).is_err());
    }
}
