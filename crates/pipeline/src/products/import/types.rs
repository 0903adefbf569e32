//! What an import of products is told.

use rapport_contacts::import::ImportValueInput;
use rapport_graphql::{
    async_graphql::{Enum, InputObject},
    operation::Upload,
};

/// What a column of a file of products holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub(crate) enum ImportProductField {
    /// The key of the product in the system that wrote the file. A product that is there already is left as it is.
    ExternalId,
    /// The code by which it is ordered (SKU).
    Code,
    /// The name.
    Name,
    /// The series to which it belongs.
    Series,
    /// What it is, for people.
    Description,
    /// How often it is paid, by its name in the schema, in any case.
    Billing,
    /// What one of it costs: 4821.50.
    ListPrice,
    /// What one of it costs whoever sells it.
    UnitCost,
}

impl ImportProductField {
    /// The name of the field of `CreateProductInput` that it becomes.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ExternalId => "externalId",
            Self::Code => "code",
            Self::Name => "name",
            Self::Series => "series",
            Self::Description => "description",
            Self::Billing => "billing",
            Self::ListPrice => "listPrice",
            Self::UnitCost => "unitCost",
        }
    }
}

/// Which column becomes which field of a product.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportProductColumnInput {
    /// The name of the column, as it stands in the file's first row.
    pub column: String,
    /// What it holds.
    pub field: ImportProductField,
    /// Values of this column that mean others, at most 1,000.
    pub values: Option<Vec<ImportValueInput>>,
}

/// Products to be recorded out of a file.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportProductsInput {
    /// The file: CSV in UTF-8, the names of the columns in its first row, separated by commas, semicolons or tabs.
    pub file: Upload,
    /// Which columns are read, 1 to 100. One may be read as several fields; the others are passed over.
    pub mapping: Vec<ImportProductColumnInput>,
    /// In which currency prices and costs are, as a three-letter code of ISO 4217.
    pub currency: Option<String>,
    /// Tells what would come of it, and records nothing.
    #[graphql(default)]
    pub dry_run: bool,
}
