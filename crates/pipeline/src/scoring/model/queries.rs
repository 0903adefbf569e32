//! Asking for models.

use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    ScoringModel, ScoringModelById, ScoringModelId, ScoringModelRecord,
    held_out::{self, HeldOutPage},
    row::{COLUMNS, ModelRow, Types},
};
use crate::{by_id, permissions, pipelines::PipelineId};

/// The root fields that ask for models.
#[derive(Default)]
pub(crate) struct ScoringModelQueries;

/// Asking for models.
#[Object]
impl ScoringModelQueries {
    /// A model of scores by the global id; null when there is none.
    async fn scoring_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<ScoringModel>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: ScoringModelId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<ScoringModelById>(id).await?.map(|row| Open(row.into())))
    }

    /// The models of a pipeline, the latest first: that is the one that counts.
    async fn scoring_models(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pipeline.")] pipeline_id: ID,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<ScoringModelRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let pipeline: PipelineId = input::id(&pipeline_id, path!["pipelineId"])?;
        let page = PageArgs::new(first, after, last, before)?;
        let latest =
            SortKey { expression: "scoring_models.created_at", nullable: false, descending: true, nulls: Nulls::Last };
        let listing = Listing::fixed("scoringModels", vec![latest], "scoring_models.id", page)
            .and(Sql::text("scoring_models.pipeline_id = ").bind(by_id::value(pipeline)));
        let source = Source { from: "scoring_models", columns: COLUMNS };
        listing.load::<ScoringModelRecord, ModelRow, Types>(ctx, source, ScoringModelRecord::from).await.map(Some)
    }

    /// What a model says of deals that it has not seen, and what came of them, deal by deal: to be measured by other means.
    async fn scoring_model_held_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The model.")] model_id: ID,
        #[graphql(desc = "How many, at most 1,000; 100 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextAfter` of the page before.")] after: Option<ID>,
    ) -> ApiResult<Option<HeldOutPage>> {
        let model: ScoringModelId = input::id(&model_id, path!["modelId"])?;
        held_out::page(ctx, model, first, after).await.map(Some)
    }
}
