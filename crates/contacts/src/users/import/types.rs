//! What an import of users is told.

use rapport_graphql::{
    async_graphql::{Enum, InputObject},
    operation::Upload,
};

use crate::import::ImportValueInput;

/// What a column of a file of users holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub(crate) enum ImportUserField {
    /// The full name.
    Name,
    /// The e-mail address, by which a user is known who is there already.
    Email,
    /// The part that the user plays, by its name in the schema, in any case: a REP when nothing is said.
    Role,
    /// The name of a team that the user joins. One that is not there is recorded.
    Team,
    /// The name or e-mail address of a manager, who joins the same team. One who is not there is recorded as a MANAGER.
    Manager,
}

impl ImportUserField {
    /// The name of what it becomes.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Role => "role",
            Self::Team => "team",
            Self::Manager => "manager",
        }
    }
}

/// Which column becomes which field of a user.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportUserColumnInput {
    /// The name of the column, as it stands in the file's first row.
    pub column: String,
    /// What it holds.
    pub field: ImportUserField,
    /// Values of this column that mean others, at most 1,000.
    pub values: Option<Vec<ImportValueInput>>,
}

/// Users to be recorded out of a file.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportUsersInput {
    /// The file: CSV in UTF-8, the names of the columns in its first row, separated by commas, semicolons or tabs.
    pub file: Upload,
    /// Which columns are read, 1 to 100. One may be read as several fields; the others are passed over.
    pub mapping: Vec<ImportUserColumnInput>,
    /// Where users have their e-mail of whom the file has only the name: with example.com, Mei-Mei Johns has
    /// mei-mei.johns@example.com.
    pub email_domain: Option<String>,
    /// Tells what would come of it, and records nothing.
    #[graphql(default)]
    pub dry_run: bool,
}
