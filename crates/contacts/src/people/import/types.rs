//! What an import is told, and what it answers.

use rapport_graphql::{
    async_graphql::{Enum, InputObject, SimpleObject},
    operation::Upload,
};

use crate::import::{ImportError, ImportPayload, ImportValueInput};

/// What a column of the file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub(crate) enum ImportContactField {
    /// The key of the person in the system that wrote the file. A person who is there already is left as they are.
    ExternalId,
    /// What stands before the name.
    HonorificPrefix,
    /// The first name.
    GivenName,
    /// Names between the first and the last.
    MiddleName,
    /// The last name.
    FamilyName,
    /// What stands behind the name.
    HonorificSuffix,
    /// What the person is called.
    Nickname,
    /// The day of birth: 1815-12-10.
    BirthDate,
    /// The gender, by its name in the schema, in any case.
    Gender,
    /// The language, as a tag of BCP 47.
    Language,
    /// The time zone, by its name in the IANA database.
    TimeZone,
    /// The country, as a two-letter code.
    Country,
    /// Where the person stands in the relationship, by its name in the schema. A LEAD, when nothing is said.
    LifecycleStage,
    /// How you came to know the person.
    Source,
    /// An e-mail address. Several columns may hold one each.
    Email,
    /// A phone number. Several columns may hold one each.
    Phone,
    /// Tags, separated by semicolons. Several columns may hold some.
    Tags,
}

impl ImportContactField {
    /// The name of the field of `CreateContactInput` that it becomes.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ExternalId => "externalId",
            Self::HonorificPrefix => "honorificPrefix",
            Self::GivenName => "givenName",
            Self::MiddleName => "middleName",
            Self::FamilyName => "familyName",
            Self::HonorificSuffix => "honorificSuffix",
            Self::Nickname => "nickname",
            Self::BirthDate => "birthDate",
            Self::Gender => "gender",
            Self::Language => "language",
            Self::TimeZone => "timeZone",
            Self::Country => "country",
            Self::LifecycleStage => "lifecycleStage",
            Self::Source => "source",
            Self::Email => "emails",
            Self::Phone => "phones",
            Self::Tags => "tags",
        }
    }

    /// Whether several columns may hold it.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::Email | Self::Phone | Self::Tags)
    }
}

/// Which column becomes which field.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportContactColumnInput {
    /// The name of the column, as it stands in the file's first row.
    pub column: String,
    /// What it holds.
    pub field: ImportContactField,
    /// Values of this column that mean others, at most 1,000.
    pub values: Option<Vec<ImportValueInput>>,
}

/// People to be recorded out of a file.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportContactsInput {
    /// The file: CSV in UTF-8, the names of the columns in its first row, separated by commas, semicolons or tabs.
    pub file: Upload,
    /// Which columns are read, 1 to 100. The others are passed over.
    pub mapping: Vec<ImportContactColumnInput>,
    /// Tells what would come of it, and records nobody.
    #[graphql(default)]
    pub dry_run: bool,
}

/// Why a row was not recorded.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ImportContactsError {
    /// The row, as a spreadsheet counts: that of the names is 1.
    pub row: i32,
    /// The column, where one is at fault.
    pub column: Option<String>,
    /// The value that is at fault, as it stands in the file: what a mapping of values can say what it means.
    pub value: Option<String>,
    /// What is wrong, for people.
    pub message: String,
    /// What is wrong, out of the list of error codes: BAD_USER_INPUT, or CONFLICT for what another person has.
    pub code: String,
}

/// What came of an import.
#[derive(Clone, Debug, Default, SimpleObject)]
pub(crate) struct ImportContactsPayload {
    /// How many people were recorded; with `dryRun`, would be.
    pub created: i32,
    /// How many rows name, by their external id, a person who is there already.
    pub unchanged: i32,
    /// How many rows were not recorded.
    pub failed: i32,
    /// Why, in the order of the rows: the first 1,000.
    pub errors: Vec<ImportContactsError>,
}

impl From<ImportError> for ImportContactsError {
    fn from(error: ImportError) -> Self {
        Self { row: error.row, column: error.column, value: error.value, message: error.message, code: error.code }
    }
}

impl From<ImportPayload> for ImportContactsPayload {
    fn from(told: ImportPayload) -> Self {
        Self {
            created: told.created,
            unchanged: told.unchanged,
            failed: told.failed,
            errors: told.errors.into_iter().map(Into::into).collect(),
        }
    }
}
