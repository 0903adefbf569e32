//! A stage, as clients see one.

use rapport_graphql::{
    GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, SimpleObject},
    open::relation::{Relation, one},
};

use super::{StageId, StageKind, StageRow};
use crate::{
    deals::DealStatus,
    gates::{Gates, StageGates},
    pipelines::{PipelineById, PipelineId, PipelineRecord},
};

/// A stage of a pipeline.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "PipelineStage", relations)]
pub struct StageRecord {
    /// The global id.
    pub id: GlobalId<StageKind>,
    /// The name.
    pub name: String,
    /// How likely a deal in this stage is won, in percent.
    pub probability: u32,
    /// The status of the deals in this stage.
    pub kind: DealStatus,
    /// After how many days a deal has been here for too long; null when there is no limit.
    pub age_limit_days: Option<u32>,
    /// When the stage was retired: no deal enters it any more. Null for one in use.
    pub retired_at: Option<Timestamp>,
    #[graphql(skip)]
    gates: Gates,
    #[graphql(skip)]
    stage: StageId,
    #[graphql(skip)]
    pipeline: PipelineId,
}

/// A stage, open to other modules.
pub type Stage = Open<StageRecord>;

impl From<StageRow> for StageRecord {
    fn from(row: StageRow) -> Self {
        Self {
            id: GlobalId(row.id),
            kind: row.status(),
            gates: Gates::read(row.gates.as_deref()),
            name: row.name,
            probability: row.probability,
            age_limit_days: row.age_limit_days,
            retired_at: row.retired_at.map(Timestamp),
            stage: row.id,
            pipeline: row.pipeline_id,
        }
    }
}

impl StageRecord {
    /// The id, for modules that add to stages.
    #[must_use]
    pub const fn stage_id(&self) -> StageId {
        self.stage
    }
}

impl Related for StageRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![one::<Self, PipelineById, PipelineRecord>("pipeline", "The pipeline.", |stage| Some(stage.pipeline))]
    }
}

/// A stage of a pipeline.
#[ComplexObject]
impl StageRecord {
    /// What a deal must have to come into the stage.
    async fn gates(&self) -> StageGates {
        self.gates.clone().into()
    }
}
