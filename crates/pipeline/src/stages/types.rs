//! A stage, as clients see one.

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    open::relation::{Relation, one, own},
};

use rapport_kernel::ApiResult;

use super::{StageId, StageKind, StageRow};
use crate::{
    deals::DealStatus,
    gates::{Gates, StageGates},
    permissions,
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
    /// The status of the deals in this stage.
    pub kind: DealStatus,
    /// When the stage was retired: no deal enters it any more. Null for one in use.
    pub retired_at: Option<Timestamp>,
    #[graphql(skip)]
    likelihood: u32,
    #[graphql(skip)]
    age_limit: Option<u32>,
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
            likelihood: row.probability,
            age_limit: row.age_limit_days,
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
        vec![
            own::<Self, u32>("probability", "How likely a deal in this stage is won, in percent.", |stage| {
                stage.likelihood
            })
            .needs(permissions::READ),
            own::<Self, Option<u32>>(
                "ageLimitDays",
                "After how many days a deal has been here for too long; null when there is no limit.",
                |stage| stage.age_limit,
            )
            .needs(permissions::READ),
            one::<Self, PipelineById, PipelineRecord>("pipeline", "The pipeline.", |stage| Some(stage.pipeline))
                .needs(permissions::READ),
        ]
    }
}

/// A stage of a pipeline.
#[ComplexObject]
impl StageRecord {
    /// What a deal must have to come into the stage.
    async fn gates(&self, ctx: &Context<'_>) -> ApiResult<Option<StageGates>> {
        ctx.call()?.require(&permissions::READ)?;
        Ok(Some(self.gates.clone().into()))
    }
}
