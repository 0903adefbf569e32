//! Deleted or not: records are deleted softly, and restored.

use diesel::{dsl::sql, expression::SqlLiteral, sql_types::Bool};

/// Whether the deleted or the living are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Those that are not deleted.
    Living,
    /// Those that are.
    Deleted,
}

impl State {
    /// A condition on the one table of a statement.
    pub(crate) fn condition(self) -> SqlLiteral<Bool> {
        sql(match self {
            Self::Living => "deleted_at IS NULL",
            Self::Deleted => "deleted_at IS NOT NULL",
        })
    }
}
