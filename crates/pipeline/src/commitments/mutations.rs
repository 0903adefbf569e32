//! Changing commitments.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{
    Commitment, CommitmentRow,
    inputs::{CommitmentIdInput, KeepCommitmentInput, MakeCommitmentInput, UpdateCommitmentInput},
    service,
};

/// The commitment after the change.
#[derive(SimpleObject)]
pub(crate) struct CommitmentPayload {
    /// The commitment.
    commitment: Commitment,
}

impl From<CommitmentRow> for CommitmentPayload {
    fn from(row: CommitmentRow) -> Self {
        Self { commitment: Open(row.into()) }
    }
}

/// The root fields that change commitments.
#[derive(Default)]
pub(crate) struct CommitmentMutations;

/// Changing commitments.
#[Object]
impl CommitmentMutations {
    /// Makes a commitment to a customer.
    async fn make_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The commitment.")] input: MakeCommitmentInput,
    ) -> ApiResult<Option<CommitmentPayload>> {
        Ok(Some(service::commitment_make(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Changes a commitment. A CONFLICT for another time of one whose time has passed, or that is settled.
    async fn update_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateCommitmentInput,
    ) -> ApiResult<Option<CommitmentPayload>> {
        Ok(Some(service::commitment_update(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Says that a commitment was kept. A CONFLICT for one that is kept or withdrawn.
    async fn keep_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The commitment, and when it was kept.")] input: KeepCommitmentInput,
    ) -> ApiResult<Option<CommitmentPayload>> {
        Ok(Some(service::commitment_keep(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Takes a commitment back, such as one made by mistake, or that the customer wants no more: it counts nowhere.
    async fn withdraw_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The commitment.")] input: CommitmentIdInput,
    ) -> ApiResult<Option<CommitmentPayload>> {
        Ok(Some(service::commitment_withdraw(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Says that a commitment was neither kept nor withdrawn, as somebody said by mistake. A CONFLICT for any other.
    async fn reopen_commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The commitment.")] input: CommitmentIdInput,
    ) -> ApiResult<Option<CommitmentPayload>> {
        Ok(Some(service::commitment_reopen(ctx.call()?, ctx.db()?, &input).await?.into()))
    }
}
