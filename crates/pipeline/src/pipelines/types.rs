//! A pipeline, as clients see one.

use rapport_graphql::{
    GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, list},
};
use rapport_kernel::ApiResult;

use super::{PipelineId, PipelineKind, PipelineRow};
use crate::stages::{StageRecord, StagesByPipelineId};

/// A pipeline: the stages through which deals go.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Pipeline", relations)]
pub struct PipelineRecord {
    /// The global id.
    pub id: GlobalId<PipelineKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name.
    pub name: String,
    /// When the pipeline was first recorded.
    pub created_at: Timestamp,
    /// When the pipeline was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    pipeline: PipelineId,
}

/// A pipeline, open to other modules.
pub type Pipeline = Open<PipelineRecord>;

impl From<PipelineRow> for PipelineRecord {
    fn from(row: PipelineRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            pipeline: row.id,
        }
    }
}

impl PipelineRecord {
    /// The id, for modules that add to pipelines.
    #[must_use]
    pub const fn pipeline_id(&self) -> PipelineId {
        self.pipeline
    }
}

impl Related for PipelineRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![list::<Self, StagesByPipelineId, StageRecord>(
            "stages",
            "The stages in their order, behind them those that are retired.",
            Self::pipeline_id,
        )]
    }
}

/// A pipeline: the stages through which deals go.
#[ComplexObject]
impl PipelineRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        // Nothing of a pipeline is personal.
        events_of_record(ctx, self.pipeline.uuid(), first, before, true).await.map(Some)
    }
}
