//! Changing competitors.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Competitor, CompetitorRow,
    inputs::{CreateCompetitorInput, UpdateCompetitorInput},
    service,
};
use crate::removal;

/// Which competitor, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CompetitorIdInput {
    /// The competitor.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The competitor after the change.
#[derive(SimpleObject)]
pub(crate) struct CompetitorPayload {
    /// The competitor.
    competitor: Competitor,
}

impl From<CompetitorRow> for CompetitorPayload {
    fn from(row: CompetitorRow) -> Self {
        Self { competitor: Open(row.into()) }
    }
}

/// The root fields that change competitors.
#[derive(Default)]
pub(crate) struct CompetitorMutations;

/// Changing competitors.
#[Object]
impl CompetitorMutations {
    /// Records a competitor. A CONFLICT names the one that has its name.
    async fn create_competitor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The competitor.")] input: CreateCompetitorInput,
    ) -> ApiResult<Option<CompetitorPayload>> {
        Ok(Some(service::competitor_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Renames a competitor. A CONFLICT names the one that has its name.
    async fn update_competitor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateCompetitorInput,
    ) -> ApiResult<Option<CompetitorPayload>> {
        Ok(Some(service::competitor_update(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Deletes a competitor, which can be restored. Deals that were won or lost against it stay as they are.
    async fn delete_competitor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The competitor.")] input: CompetitorIdInput,
    ) -> ApiResult<Option<CompetitorPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(removal::delete::<CompetitorRow>(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Restores a deleted competitor. A CONFLICT names the one that has its name by now.
    async fn restore_competitor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The competitor.")] input: CompetitorIdInput,
    ) -> ApiResult<Option<CompetitorPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(removal::restore::<CompetitorRow>(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }
}
