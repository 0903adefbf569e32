//! Changing interactions.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Interaction,
    inputs::{RecordInteractionInput, UpdateInteractionInput},
    service,
};

/// Which interaction, for what is done to the whole of it.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct InteractionIdInput {
    /// The interaction.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// The interaction after the change.
#[derive(SimpleObject)]
pub(crate) struct InteractionPayload {
    /// The interaction.
    interaction: Interaction,
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct DeleteInteractionPayload {
    /// The global id that the interaction had.
    id: ID,
}

/// The root fields that change interactions.
#[derive(Default)]
pub(crate) struct InteractionMutations;

/// Changing interactions.
#[Object]
impl InteractionMutations {
    /// Records an interaction with a person. The person's own record stays as it is.
    async fn record_interaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The interaction.")] input: RecordInteractionInput,
    ) -> ApiResult<Option<InteractionPayload>> {
        let row = service::interaction_record(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(InteractionPayload { interaction: Open(row.into()) }))
    }

    /// Changes an interaction.
    async fn update_interaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateInteractionInput,
    ) -> ApiResult<Option<InteractionPayload>> {
        let row = service::interaction_update(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(InteractionPayload { interaction: Open(row.into()) }))
    }

    /// Removes an interaction for good.
    async fn delete_interaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The interaction.")] input: InteractionIdInput,
    ) -> ApiResult<Option<DeleteInteractionPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::interaction_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(DeleteInteractionPayload { id: ID(id.to_global()) }))
    }
}
