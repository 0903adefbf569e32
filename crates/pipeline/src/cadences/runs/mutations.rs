//! Starting and stopping cadences.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{
    CadenceRun, CadenceRunRow,
    inputs::{StartCadenceInput, StopCadenceInput},
    service,
};

/// The cadence on its way after the change.
#[derive(SimpleObject)]
pub(crate) struct CadenceRunPayload {
    /// The cadence on its way.
    run: CadenceRun,
}

impl From<CadenceRunRow> for CadenceRunPayload {
    fn from(row: CadenceRunRow) -> Self {
        Self { run: Open(row.into()) }
    }
}

/// The root fields that start and stop cadences.
#[derive(Default)]
pub(crate) struct CadenceRunMutations;

/// Starting and stopping cadences.
#[Object]
impl CadenceRunMutations {
    /// Starts a cadence with a person or an open deal. It makes its tasks by itself, until the person turns to us, or the deal
    /// goes to another stage. A CONFLICT while it is on its way with them.
    async fn start_cadence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cadence, and with whom.")] input: StartCadenceInput,
    ) -> ApiResult<Option<CadenceRunPayload>> {
        Ok(Some(service::cadence_start(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Stops a cadence that is on its way. The tasks that it made stay. A CONFLICT for one that has ended.
    async fn stop_cadence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The cadence on its way.")] input: StopCadenceInput,
    ) -> ApiResult<Option<CadenceRunPayload>> {
        Ok(Some(service::cadence_stop(ctx.call()?, ctx.db()?, &input).await?.into()))
    }
}
