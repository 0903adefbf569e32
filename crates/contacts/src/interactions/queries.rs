//! Asking for interactions. Lists of them hang on people.

use rapport_graphql::{
    AnyNode, ContextExt, Open,
    async_graphql::{Context, ID, Object},
    futures_util::future::try_join_all,
    input, path,
};
use rapport_kernel::{ApiResult, Id};
use uuid::Uuid;

use super::{Interaction, InteractionId, InteractionRecord, loaders::InteractionById};
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

/// Finds interactions by id, for `node`.
pub(crate) async fn find(ctx: &Context<'_>, ids: Vec<Uuid>) -> ApiResult<Vec<Option<AnyNode>>> {
    ctx.call()?.require(&permissions::READ)?;
    let rows = try_join_all(ids.into_iter().map(|id| ctx.load::<InteractionById>(Id::from_uuid(id)))).await?;
    Ok(rows.into_iter().map(|row| row.map(|row| AnyNode::new(Open(InteractionRecord::from(row))))).collect())
}
