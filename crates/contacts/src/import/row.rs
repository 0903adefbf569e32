//! A row that may be recorded, and where each of its values came from.

use std::collections::HashMap;

use rapport_kernel::{ApiError, Code, error::PathSegment};

use super::{Cell, ImportError};

/// Where values came from, by the field that they became: several for a list, in its order.
#[derive(Clone, Debug, Default)]
pub struct Origins(HashMap<&'static str, Vec<(String, String)>>);

impl Origins {
    /// Remembers that this cell became this field.
    pub fn add<F>(&mut self, field: &'static str, cell: &Cell<'_, F>) {
        let origin = (cell.column.name.clone(), cell.raw.to_owned());
        self.0.entry(field).or_default().push(origin);
    }

    /// What is wrong at a path below a row.
    #[must_use]
    pub fn error(&self, row: i32, path: &[PathSegment], message: &str, code: Code) -> ImportError {
        let index = match path.get(1) {
            Some(PathSegment::Index(index)) => *index,
            _ => 0,
        };
        let origin = match path.first() {
            Some(PathSegment::Field(field)) => self.0.get(field.as_ref()).and_then(|all| all.get(index)),
            _ => None,
        };
        let (column, value) = origin.cloned().unzip();
        ImportError { row, column, value, message: message.to_owned(), code: code.as_str().to_owned() }
    }

    /// Why a row was refused: each of its bad values.
    #[must_use]
    pub fn told(&self, row: i32, refused: &ApiError) -> Vec<ImportError> {
        if refused.violations.is_empty() {
            return vec![self.error(row, &[], &refused.message, refused.code)];
        }
        let one = |violation: &rapport_kernel::error::Violation| {
            self.error(row, &violation.path, &violation.message, refused.code)
        };
        refused.violations.iter().map(one).collect()
    }
}

/// A row that may be recorded.
#[derive(Clone, Debug)]
pub struct Row<T> {
    /// Its number, as a spreadsheet counts.
    pub number: i32,
    /// What is to be recorded.
    pub value: T,
    /// Where it came from.
    pub origins: Origins,
}

impl<T> Row<T> {
    /// What is wrong at a path below the row.
    #[must_use]
    pub fn error(&self, path: &[PathSegment], message: &str, code: Code) -> ImportError {
        self.origins.error(self.number, path, message, code)
    }
}
