//! Training models.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{ScoringModel, inputs::TrainScoringModelInput, service};

/// The model that was trained.
#[derive(SimpleObject)]
pub(crate) struct TrainScoringModelPayload {
    /// The model.
    scoring_model: ScoringModel,
}

/// The root field that trains models.
#[derive(Default)]
pub(crate) struct ScoringModelMutations;

/// Training models.
#[Object]
impl ScoringModelMutations {
    /// Trains a model out of the outcomes of a pipeline's deals, measures it by deals that it has not seen, and scores all open
    /// deals by it. From now on it is the one that counts. At least one deal must have been won and one lost; of more than
    /// 100,000 the latest count.
    async fn train_scoring_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From what it learns.")] input: TrainScoringModelInput,
    ) -> ApiResult<Option<TrainScoringModelPayload>> {
        let row = service::model_train(ctx.call()?, ctx.db()?, &input).await?;
        Ok(Some(TrainScoringModelPayload { scoring_model: Open(row.into()) }))
    }
}
