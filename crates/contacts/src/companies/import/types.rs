//! What an import of companies is told.

use rapport_graphql::{
    async_graphql::{Enum, InputObject},
    operation::Upload,
};

use crate::import::ImportValueInput;

/// What a column of a file of companies holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub(crate) enum ImportCompanyField {
    /// The key of the company in the system that wrote the file. A company that is there already is left as it is.
    ExternalId,
    /// The name.
    Name,
    /// A domain. Several columns may hold one each.
    Domain,
    /// The industry.
    Industry,
    /// How many people work there.
    Size,
    /// What the company turns over in a year: 1100.04.
    Revenue,
    /// The country, as a two-letter code.
    Country,
    /// The company that this one belongs to, by its external id, or by its name where one company alone has it. It may stand
    /// anywhere in the same file.
    Parent,
    /// From whom the company buys at present what you sell.
    PresentSupplier,
    /// Who looks after the company, by the e-mail address, or by the name where one user alone has it.
    Owner,
}

impl ImportCompanyField {
    /// The name of the field of `CreateCompanyInput` that it becomes.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ExternalId => "externalId",
            Self::Name => "name",
            Self::Domain => "domains",
            Self::Industry => "industry",
            Self::Size => "size",
            Self::Revenue => "revenue",
            Self::Country => "country",
            Self::Parent => "parentId",
            Self::PresentSupplier => "presentSupplier",
            Self::Owner => "ownerId",
        }
    }

    /// Whether several columns may hold it.
    pub(super) fn is_list(self) -> bool {
        self == Self::Domain
    }
}

/// Which column becomes which field of a company.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportCompanyColumnInput {
    /// The name of the column, as it stands in the file's first row.
    pub column: String,
    /// What it holds.
    pub field: ImportCompanyField,
    /// Values of this column that mean others, at most 1,000.
    pub values: Option<Vec<ImportValueInput>>,
}

/// Companies to be recorded out of a file.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportCompaniesInput {
    /// The file: CSV in UTF-8, the names of the columns in its first row, separated by commas, semicolons or tabs.
    pub file: Upload,
    /// Which columns are read, 1 to 100. One may be read as several fields; the others are passed over.
    pub mapping: Vec<ImportCompanyColumnInput>,
    /// In which currency the revenues are, as a three-letter code of ISO 4217.
    pub currency: Option<String>,
    /// How much a revenue of 1 is: 1000000 for a file in millions.
    #[graphql(default = 1)]
    pub revenue_unit: i32,
    /// Tells what would come of it, and records nothing.
    #[graphql(default)]
    pub dry_run: bool,
}
