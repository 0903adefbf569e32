//! Asking for interactions. Lists of them hang on people.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{Interaction, InteractionId, loaders::InteractionById};
use crate::permissions;

/// The root fields that ask for interactions.
#[derive(Default)]
pub(crate) struct InteractionQueries;

/// Asking for interactions.
#[Object]
impl InteractionQueries {
    /// An interaction by the global id; null when there is none that you may see.
    async fn interaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Interaction>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: InteractionId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<InteractionById>(id).await?.map(|row| Open(row.into())))
    }
}
