//! Changing cadences.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Cadence, CadenceId, CadenceRow,
    inputs::{CadenceIdInput, CreateCadenceInput, UpdateCadenceInput},
    service,
};
use crate::removal;

/// The cadence after the change.
#[derive(SimpleObject)]
pub(crate) struct CadencePayload {
    /// The cadence.
    cadence: Cadence,
}

impl From<CadenceRow> for CadencePayload {
    fn from(row: CadenceRow) -> Self {
        Self { cadence: Open(row.into()) }
    }
}

fn read_id(input: &CadenceIdInput) -> ApiResult<CadenceId> {
    input::id(&input.id, path!["input", "id"])
}

/// The root fields that change cadences.
#[derive(Default)]
pub(crate) struct CadenceMutations;

/// Changing cadences.
#[Object]
impl CadenceMutations {
    /// Records a cadence.
    async fn create_cadence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cadence.")] input: CreateCadenceInput,
    ) -> ApiResult<Option<CadencePayload>> {
        Ok(Some(service::cadence_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Changes a cadence. The next task of what is on its way stays on its day; then it goes on by the new steps.
    async fn update_cadence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateCadenceInput,
    ) -> ApiResult<Option<CadencePayload>> {
        Ok(Some(service::cadence_update(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Deletes a cadence, which can be restored. What is on its way by it ends before its next task.
    async fn delete_cadence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cadence.")] input: CadenceIdInput,
    ) -> ApiResult<Option<CadencePayload>> {
        let row =
            removal::delete::<CadenceRow>(ctx.call()?, ctx.db()?, read_id(&input)?, input.expected_version).await?;
        Ok(Some(row.into()))
    }

    /// Restores a deleted cadence. What it had on its way stays ended.
    async fn restore_cadence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cadence.")] input: CadenceIdInput,
    ) -> ApiResult<Option<CadencePayload>> {
        let row =
            removal::restore::<CadenceRow>(ctx.call()?, ctx.db()?, read_id(&input)?, input.expected_version).await?;
        Ok(Some(row.into()))
    }
}
