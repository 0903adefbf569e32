//! Asking for customer events. Lists of them are timelines.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{CustomerEvent, CustomerEventId, loaders::CustomerEventById};
use crate::permissions;

/// The root fields that ask for customer events.
#[derive(Default)]
pub(crate) struct CustomerEventQueries;

/// Asking for customer events.
#[Object]
impl CustomerEventQueries {
    /// A customer event by the global id; null when there is none that you may see.
    async fn customer_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<CustomerEvent>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: CustomerEventId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<CustomerEventById>(id).await?.map(|row| Open(row.into())))
    }
}
