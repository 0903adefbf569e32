//! Asking for quotas.

use rapport_contacts::users::UserKind;
use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
    sql::Value,
};
use rapport_graphql::{
    Connection, ContextExt, Day, PageArgs,
    async_graphql::{Context, InputObject, Object},
    filter::IdFilter,
    list::{Listing, Source},
};
use rapport_kernel::ApiResult;

use super::{
    QuotaRecord, QuotaRow, repo,
    row::{COLUMNS, Types},
};
use crate::{permissions, pipelines::PipelineKind};

/// Which quotas to list.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct QuotaFilter {
    /// Who is to win it.
    owner: Option<IdFilter>,
    /// In which pipeline.
    pipeline: Option<IdFilter>,
    /// Of periods that begin on this day or later.
    from: Option<Day>,
    /// Of periods that begin before this day.
    to: Option<Day>,
}

impl QuotaFilter {
    /// What is asked for, and the index that serves it.
    fn read(&self) -> ApiResult<(Vec<Sql>, &'static str)> {
        let mut all = Vec::new();
        let mut index = "quotas_by_start";
        if let Some(pipeline) = &self.pipeline {
            all.push(pipeline.on::<PipelineKind>("quotas.pipeline_id")?);
            index = "quotas_by_pipeline";
        }
        if let Some(owner) = &self.owner {
            all.push(owner.on::<UserKind>("quotas.owner_id")?);
            index = "quotas_by_owner";
        }
        for (operator, day) in [(">= ", self.from), ("< ", self.to)] {
            all.extend(day.map(|day| Sql::text("quotas.starts_on ").push(operator).bind(Value::Date(day.0))));
        }
        Ok((all, index))
    }
}

/// The root field that asks for quotas.
#[derive(Default)]
pub(crate) struct QuotaQueries;

/// Asking for quotas.
#[Object]
impl QuotaQueries {
    /// Quotas, page by page, by when their periods begin: those of whose deals you may see.
    async fn quotas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which quotas. All that you may see, when nothing is said.")] filter: Option<QuotaFilter>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<QuotaRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let (conditions, index) = filter.unwrap_or_default().read()?;
        let by_start =
            SortKey { expression: "quotas.starts_on", nullable: false, descending: false, nulls: Nulls::Last };
        let listing = Listing::fixed("quotas", vec![by_start], "quotas.id", page)
            .by(index)
            .and(Sql::all(conditions))
            .and(repo::visible(&call.actor));
        let source = Source { from: "quotas", columns: COLUMNS };
        listing.load::<QuotaRecord, QuotaRow, Types>(ctx, source, QuotaRecord::from).await.map(Some)
    }
}
