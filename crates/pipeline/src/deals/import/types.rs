//! What an import of deals is told.

use rapport_contacts::import::{ImportDateFormat, ImportValueInput};
use rapport_graphql::{
    async_graphql::{Enum, ID, InputObject},
    operation::Upload,
};

use crate::stages::inputs::PipelineStageInput;

/// What a column of a file of deals holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub(crate) enum ImportDealField {
    /// The key of the deal in the system that wrote the file. A deal that is there already is left as it is.
    ExternalId,
    /// What it is about. Several columns may hold a part each: they are joined by commas.
    Title,
    /// The company that is to buy, by its external id, or by its name where one company alone has it.
    Company,
    /// A person with whom it is negotiated, by the external id. Several columns may hold one each.
    Contact,
    /// Who looks after the deal, by the e-mail address, or by the name where one user alone has it.
    Owner,
    /// What the deal is worth: 1054.20.
    Amount,
    /// In which currency, as a three-letter code; that of the whole file when nothing is said.
    Currency,
    /// The day on which the customer is expected to have decided.
    ExpectedCloseOn,
    /// What it is with regard to what the customer had before, by its name in the schema, in any case.
    Kind,
    /// The name of the stage in which the deal is.
    Stage,
    /// What is sold, one of it: a product by its external id, its code, or its name where one product alone has it. It costs
    /// what the deal is worth, or else its list price, which the deal is worth then.
    Product,
    /// When the deal was first recorded. The earliest time of the row when nothing is said, or else now.
    CreatedAt,
    /// When the deal was won or lost. It must be said for these, and for these alone.
    ClosedAt,
    /// When the deal entered the stage that the column names. Several columns may say so of a stage each.
    StageEnteredAt,
    /// Why the deal was lost.
    LossReason,
    /// From whom it was won or to whom it was lost, by name. A competitor who is not there is recorded.
    Competitor,
}

impl ImportDealField {
    /// The name of the field of a deal that it becomes.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ExternalId => "externalId",
            Self::Title => "title",
            Self::Company => "companyId",
            Self::Contact => "contacts",
            Self::Owner => "ownerId",
            Self::Amount => "amount",
            Self::Currency => "currency",
            Self::ExpectedCloseOn => "expectedCloseOn",
            Self::Kind => "kind",
            Self::Stage => "stageId",
            Self::Product => "product",
            Self::CreatedAt => "createdAt",
            Self::ClosedAt => "closedAt",
            Self::StageEnteredAt => "stageEnteredAt",
            Self::LossReason => "lossReason",
            Self::Competitor => "competitor",
        }
    }

    /// Whether several columns may hold it.
    pub(super) const fn is_list(self) -> bool {
        matches!(self, Self::Title | Self::Contact | Self::StageEnteredAt)
    }
}

/// Which column becomes which field of a deal.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportDealColumnInput {
    /// The name of the column, as it stands in the file's first row.
    pub column: String,
    /// What it holds.
    pub field: ImportDealField,
    /// For STAGE_ENTERED_AT: the name of the stage.
    pub stage: Option<String>,
    /// Values of this column that mean others, at most 1,000.
    pub values: Option<Vec<ImportValueInput>>,
}

/// The pipeline into which deals are imported.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportPipelineInput {
    /// The pipeline. Say this or the name.
    pub id: Option<ID>,
    /// The name of a pipeline, which is recorded with the stages if there is none of this name.
    pub name: Option<String>,
    /// The stages of a pipeline that is not there. Of one that is there they are passed over.
    pub stages: Option<Vec<PipelineStageInput>>,
}

/// Deals to be recorded out of a file.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ImportDealsInput {
    /// The file: CSV in UTF-8, the names of the columns in its first row, separated by commas, semicolons or tabs.
    pub file: Upload,
    /// The pipeline into which the deals go.
    pub pipeline: ImportPipelineInput,
    /// Which columns are read, 1 to 100. One may be read as several fields; the others are passed over.
    pub mapping: Vec<ImportDealColumnInput>,
    /// In which currency amounts are, as a three-letter code of ISO 4217, where the row does not say.
    pub currency: Option<String>,
    /// How days stand in the file.
    #[graphql(default)]
    pub date_format: ImportDateFormat,
    /// Tells what would come of it, and records nothing.
    #[graphql(default)]
    pub dry_run: bool,
}
