//! Changing pipelines.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{
    Pipeline,
    inputs::{CreatePipelineInput, UpdatePipelineInput},
    service,
};

/// The pipeline after the change.
#[derive(SimpleObject)]
pub(crate) struct PipelinePayload {
    /// The pipeline.
    pipeline: Pipeline,
}

/// The root fields that change pipelines.
#[derive(Default)]
pub(crate) struct PipelineMutations;

/// Changing pipelines.
#[Object]
impl PipelineMutations {
    /// Records a pipeline with its stages.
    async fn create_pipeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pipeline.")] input: CreatePipelineInput,
    ) -> ApiResult<Option<PipelinePayload>> {
        let row = service::pipeline_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(PipelinePayload { pipeline: Open(row.into()) }))
    }

    /// Changes a pipeline: its name, or its stages, which are added, renamed, put in another order and retired while deals
    /// are in them.
    async fn update_pipeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdatePipelineInput,
    ) -> ApiResult<Option<PipelinePayload>> {
        let row = service::pipeline_update(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(PipelinePayload { pipeline: Open(row.into()) }))
    }
}
