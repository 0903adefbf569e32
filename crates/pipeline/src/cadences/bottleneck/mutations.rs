//! Acting on a bottleneck.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{
    inputs::ActOnBottleneckInput,
    service::{self, Acted},
};
use crate::cadences::CadenceRun;

/// What came of acting on a bottleneck.
#[derive(SimpleObject)]
pub(crate) struct ActOnBottleneckPayload {
    /// The cadences that were started now, for the deals with the oldest stay first: at most 200. Empty when each deal was acted
    /// on before.
    started: Vec<CadenceRun>,
    /// How many deals the verdict names.
    named_deals: i64,
    /// Why the stage is the bottleneck, in words.
    reason: String,
}

impl From<Acted> for ActOnBottleneckPayload {
    fn from(acted: Acted) -> Self {
        Self {
            started: acted.started.into_iter().map(|run| Open(run.into())).collect(),
            named_deals: acted.named,
            reason: acted.reason,
        }
    }
}

/// The root field that acts on a bottleneck.
#[derive(Default)]
pub(crate) struct BottleneckMutations;

/// Acting on a bottleneck.
#[Object]
impl BottleneckMutations {
    /// Starts a cadence with each of the deals that have been in a stage for too long, if that stage is the bottleneck of its
    /// pipeline: once for each stay of a deal in the stage, however often it is asked for. Asked again, it goes on with deals
    /// that were too many, or grew old since. A CONFLICT when the stage is not the bottleneck.
    async fn act_on_bottleneck(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The stage, and the cadence.")] input: ActOnBottleneckInput,
    ) -> ApiResult<Option<ActOnBottleneckPayload>> {
        Ok(Some(service::bottleneck_act(ctx.call()?, ctx.db()?, &input).await?.into()))
    }
}
