//! What every import is told, and what it answers.

use rapport_graphql::async_graphql::{Enum, InputObject, SimpleObject};

/// A value of a column that means another.
#[derive(Clone, Debug, InputObject)]
pub struct ImportValueInput {
    /// The value as it stands in the file, without white space around it; empty for rows that have none.
    pub from: String,
    /// What it means; empty for nothing.
    pub to: String,
}

/// How days stand in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ImportDateFormat {
    /// The year first: 2017-03-31, also with a time as RFC 3339 has it.
    #[default]
    YearFirst,
    /// The month first: 3/31/2017.
    MonthFirst,
    /// The day first: 31/3/2017 or 31.3.2017.
    DayFirst,
}

/// Why a row was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct ImportError {
    /// The row, as a spreadsheet counts: that of the names is 1.
    pub row: i32,
    /// The column, where one is at fault.
    pub column: Option<String>,
    /// The value that is at fault, as it stands in the file: what a mapping of values can say what it means.
    pub value: Option<String>,
    /// What is wrong, for people.
    pub message: String,
    /// What is wrong, out of the list of error codes: BAD_USER_INPUT, or CONFLICT for what another record has.
    pub code: String,
}

/// What came of an import.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct ImportPayload {
    /// How many records there are more; with `dryRun`, would be.
    pub created: i32,
    /// How many rows name a record that is there already.
    pub unchanged: i32,
    /// How many rows were not recorded.
    pub failed: i32,
    /// Why, in the order of the rows: the first 1,000.
    pub errors: Vec<ImportError>,
}
