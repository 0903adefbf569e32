//! Changing deals.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Deal, DealRow,
    inputs::{CreateDealInput, LoseDealInput, MoveDealInput, ReopenDealInput, UpdateDealInput, WinDealInput},
    service,
};

/// Which deal, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct DealIdInput {
    /// The deal.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The deal after the change.
#[derive(SimpleObject)]
pub(crate) struct DealPayload {
    /// The deal.
    deal: Deal,
}

impl From<DealRow> for DealPayload {
    fn from(row: DealRow) -> Self {
        Self { deal: Open(row.into()) }
    }
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct PurgeDealPayload {
    /// The global id that the deal had.
    id: ID,
}

/// The root fields that change deals.
#[derive(Default)]
pub(crate) struct DealMutations;

/// Changing deals.
#[Object]
impl DealMutations {
    /// Records a deal, which begins in a stage for open deals.
    async fn create_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal.")] input: CreateDealInput,
    ) -> ApiResult<Option<DealPayload>> {
        Ok(Some(service::deal_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Changes a deal, all but its stage.
    async fn update_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateDealInput,
    ) -> ApiResult<Option<DealPayload>> {
        Ok(Some(service::deal_update(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Takes an open deal to another stage for open deals. A CONFLICT for a closed one.
    async fn move_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal, and where it goes.")] input: MoveDealInput,
    ) -> ApiResult<Option<DealPayload>> {
        let row = service::deal_step(ctx.call()?, ctx.db()?, input.validate(), input.expected_version).await?;
        Ok(Some(row.into()))
    }

    /// Wins an open deal, perhaps from a competitor. A CONFLICT for a closed one.
    async fn win_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal.")] input: WinDealInput,
    ) -> ApiResult<Option<DealPayload>> {
        let row = service::deal_step(ctx.call()?, ctx.db()?, input.validate(), input.expected_version).await?;
        Ok(Some(row.into()))
    }

    /// Loses an open deal, for a reason, perhaps to a competitor. A CONFLICT for a closed one.
    async fn lose_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal, and why.")] input: LoseDealInput,
    ) -> ApiResult<Option<DealPayload>> {
        let row = service::deal_step(ctx.call()?, ctx.db()?, input.validate(), input.expected_version).await?;
        Ok(Some(row.into()))
    }

    /// Opens a won or lost deal again; why and to whom it was lost is kept in the history alone. A CONFLICT for an open one.
    async fn reopen_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal.")] input: ReopenDealInput,
    ) -> ApiResult<Option<DealPayload>> {
        let row = service::deal_step(ctx.call()?, ctx.db()?, input.validate(), input.expected_version).await?;
        Ok(Some(row.into()))
    }

    /// Deletes a deal, which can be restored. It leaves its stage.
    async fn delete_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal.")] input: DealIdInput,
    ) -> ApiResult<Option<DealPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(service::deal_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Restores a deleted deal into the stage where it was. A CONFLICT names the one that has its external id by now.
    async fn restore_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal.")] input: DealIdInput,
    ) -> ApiResult<Option<DealPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(service::deal_restore(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Removes a deal for good, with its stays in stages.
    async fn purge_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal.")] input: DealIdInput,
    ) -> ApiResult<Option<PurgeDealPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::deal_purge(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(PurgeDealPayload { id: ID(id.to_global()) }))
    }
}
