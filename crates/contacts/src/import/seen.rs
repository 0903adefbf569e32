//! What must stand once in a file.

use std::collections::HashMap;

use rapport_graphql::input::Violations;
use rapport_kernel::{ApiError, ApiResult, Code, InputPath};

/// What must stand once, by the row that has it first.
#[derive(Debug, Default)]
pub struct Seen(HashMap<(&'static str, String), i32>);

impl Seen {
    /// Refuses a row that has what one before it has.
    ///
    /// # Errors
    /// CONFLICT, naming the first row.
    pub fn check(
        &mut self,
        row: i32,
        keys: impl IntoIterator<Item = (InputPath, &'static str, String)>,
    ) -> ApiResult<()> {
        let mut violations = Violations::new();
        for (path, kind, key) in keys {
            let first = *self.0.entry((kind, key)).or_insert(row);
            if first != row {
                violations.add(path, format!("Row {first} has this one too."));
            }
        }
        violations.check().map_err(|error| ApiError { code: Code::Conflict, ..error })
    }
}
