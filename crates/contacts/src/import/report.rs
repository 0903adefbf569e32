//! What came of an import so far.

use rapport_kernel::Code;

use super::{ImportError, ImportPayload};

/// How many errors are told. A file with the wrong column mapped has one in each row.
const MOST_TOLD: usize = 1_000;

/// What came of an import so far.
#[derive(Debug, Default)]
pub struct Report {
    /// How many rows were recorded.
    pub created: usize,
    /// How many rows name a record that is there already.
    pub unchanged: usize,
    /// How many rows were not recorded.
    pub failed: usize,
    /// Why.
    pub errors: Vec<ImportError>,
}

impl Report {
    /// Counts one row that is not recorded, for these reasons.
    pub fn refuse(&mut self, errors: Vec<ImportError>) {
        self.failed = self.failed.saturating_add(1);
        self.errors.extend(errors);
    }

    /// As clients are told.
    #[must_use]
    pub fn told(mut self) -> ImportPayload {
        self.errors.sort_by_key(|error| error.row);
        self.errors.truncate(MOST_TOLD);
        let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        ImportPayload {
            created: number(self.created),
            unchanged: number(self.unchanged),
            failed: number(self.failed),
            errors: self.errors,
        }
    }
}

impl ImportError {
    /// What is wrong with a row that cannot be read.
    #[must_use]
    pub fn of_row(row: i32, message: &str) -> Self {
        Self {
            row,
            column: None,
            value: None,
            message: message.to_owned(),
            code: Code::BadUserInput.as_str().to_owned(),
        }
    }
}
