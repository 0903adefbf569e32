//! Asking for cadences on their way.

use rapport_contacts::{kept, people::ContactKind, users::UserKind};
use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, InputObject, Object},
    filter::IdFilter,
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    CadenceRun, CadenceRunById, CadenceRunId, CadenceRunRecord, CadenceRunRow, CadenceRunStatus, repo,
    row::{COLUMNS, Types},
};
use crate::{cadences::CadenceKind, deals::DealKind, permissions};

/// Which cadences on their way to list.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CadenceRunFilter {
    /// The cadence.
    cadence: Option<IdFilter>,
    /// The person whom they follow.
    contact: Option<IdFilter>,
    /// The deal that they follow.
    deal: Option<IdFilter>,
    /// Who is to do their tasks.
    owner: Option<IdFilter>,
    /// How they fare.
    status: Option<CadenceRunStatus>,
}

impl CadenceRunFilter {
    fn conditions(&self) -> ApiResult<Vec<Sql>> {
        let mut all = Vec::new();
        all.extend(self.cadence.as_ref().map(|id| id.on::<CadenceKind>("cadence_runs.cadence_id")).transpose()?);
        all.extend(self.contact.as_ref().map(|id| id.on::<ContactKind>("cadence_runs.contact_id")).transpose()?);
        all.extend(self.deal.as_ref().map(|id| id.on::<DealKind>("cadence_runs.deal_id")).transpose()?);
        all.extend(self.owner.as_ref().map(|id| id.on::<UserKind>("cadence_runs.owner_id")).transpose()?);
        let of_status = |status| Sql::text("cadence_runs.status = ").bind(Value::Text(kept::name(status).to_owned()));
        all.extend(self.status.map(of_status));
        Ok(all)
    }
}

/// The root fields that ask for cadences on their way.
#[derive(Default)]
pub(crate) struct CadenceRunQueries;

/// Asking for cadences on their way.
#[Object]
impl CadenceRunQueries {
    /// A cadence on its way by the global id; null when there is none that you may see.
    async fn cadence_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<CadenceRun>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: CadenceRunId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<CadenceRunById>(id).await?.map(|row| Open(row.into())))
    }

    /// Cadences on their way, and those that ended, page by page, in the order in which they were started.
    async fn cadence_runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. All that you may see, when nothing is said.")] filter: Option<CadenceRunFilter>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<CadenceRunRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let listing = Listing::fixed("cadenceRuns", vec![], "cadence_runs.id", page)
            .and(Sql::all(filter.unwrap_or_default().conditions()?))
            .and(repo::visible(&call.actor));
        let source = Source { from: "cadence_runs", columns: COLUMNS };
        listing.load::<CadenceRunRecord, CadenceRunRow, Types>(ctx, source, CadenceRunRecord::from).await.map(Some)
    }
}
