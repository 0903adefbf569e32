//! What an import of orders is told.

use rapport_contacts::import::{ImportDateFormat, ImportValueInput};
use rapport_graphql::{
    async_graphql::{Enum, InputObject},
    operation::Upload,
};

/// What a column of a file of orders holds. What is of the order as a whole counts as its first row says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub(crate) enum ImportOrderField {
    /// The key of the order in the system that wrote the file. Rows with the same are lines of one order; without it each row is
    /// an order. An order that is there already is left as it is.
    ExternalId,
    /// The person who bought, by the external id.
    Contact,
    /// The company that bought, by its external id, or by its name where one company alone has it.
    Company,
    /// Who looks after the order, by the e-mail address, or by the name where one user alone has it.
    Owner,
    /// When it was placed: now when nothing is said.
    PlacedAt,
    /// When it is to be paid.
    DueAt,
    /// What was paid for the order by now: 1054.20.
    Paid,
    /// What else there is to say, at most 2000 characters.
    Note,
    /// In which currency, as a three-letter code; that of the whole file when nothing is said.
    Currency,
    /// The product, by its external id, its code, or its name where one product alone has it.
    Product,
    /// What was bought: the product's name when nothing is said.
    Name,
    /// How many: one when nothing is said.
    Quantity,
    /// What one costs without taxes: 19.99. The list price of the product when nothing is said.
    UnitPrice,
    /// The discount in percent: 12.5.
    Discount,
    /// The tax in percent: 19.
    Tax,
    /// Whether the line is a free sample: true or false, yes or no, 1 or 0.
    FreeSample,
}

impl ImportOrderField {
    /// The name of the field of an order that it becomes.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ExternalId => "externalId",
            Self::Contact => "contactId",
            Self::Company => "companyId",
            Self::Owner => "ownerId",
            Self::PlacedAt => "placedAt",
            Self::DueAt => "dueAt",
            Self::Paid => "paid",
            Self::Note => "note",
            Self::Currency => "currency",
            Self::Product => "productId",
            Self::Name => "name",
            Self::Quantity => "quantity",
            Self::UnitPrice => "unitPrice",
            Self::Discount => "discountBasisPoints",
            Self::Tax => "taxRateBasisPoints",
            Self::FreeSample => "isFreeSample",
        }
    }
}

/// Which column becomes which field of an order.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportOrderColumnInput {
    /// The name of the column, as it stands in the file's first row.
    pub column: String,
    /// What it holds.
    pub field: ImportOrderField,
    /// Values of this column that mean others, at most 1,000.
    pub values: Option<Vec<ImportValueInput>>,
}

/// Orders to be recorded out of a file.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportOrdersInput {
    /// The file: CSV in UTF-8, the names of the columns in its first row, separated by commas, semicolons or tabs.
    pub file: Upload,
    /// Which columns are read, 1 to 100. One may be read as several fields; the others are passed over.
    pub mapping: Vec<ImportOrderColumnInput>,
    /// In which currency amounts are, as a three-letter code of ISO 4217, where the row does not say.
    pub currency: Option<String>,
    /// How days stand in the file.
    #[graphql(default)]
    pub date_format: ImportDateFormat,
    /// Tells what would come of it, and records nothing.
    #[graphql(default)]
    pub dry_run: bool,
}
