//! Asking for commitments.

use rapport_contacts::{companies::CompanyKind, people::ContactKind, users::UserKind};
use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, InputObject, Object},
    filter::IdFilter,
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{
    Commitment, CommitmentById, CommitmentId, CommitmentRate, CommitmentRecord, CommitmentRow, CommitmentStatus,
    rates::{self, CommitmentGroup, CommitmentPeriod},
    repo,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// How many rates are told when nothing is said, and at most.
const USUAL: i32 = 20;
const MOST: i32 = 100;

/// Which commitments to list.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CommitmentFilter {
    /// Who is to keep them.
    owner: Option<IdFilter>,
    /// To whom they were made.
    contact: Option<IdFilter>,
    /// The company to which they were made.
    company: Option<IdFilter>,
    /// How they stand now.
    status: Option<CommitmentStatus>,
}

impl CommitmentFilter {
    /// What is asked for, and the index that serves it.
    fn read(&self, ctx: &Context<'_>) -> ApiResult<(Vec<Sql>, &'static str)> {
        let mut all = Vec::new();
        let mut index = "commitments_by_due_at";
        if let Some(owner) = &self.owner {
            all.push(owner.on::<UserKind>("commitments.owner_id")?);
            index = "commitments_by_owner";
        }
        if let Some(company) = &self.company {
            all.push(company.on::<CompanyKind>("commitments.company_id")?);
            index = "commitments_by_company";
        }
        if let Some(contact) = &self.contact {
            all.push(contact.on::<ContactKind>("commitments.contact_id")?);
            index = "commitments_by_contact";
        }
        if let Some(status) = self.status {
            all.push(status.condition(ctx.call()?.clock.now()));
        }
        Ok((all, index))
    }
}

/// The root fields that ask for commitments.
#[derive(Default)]
pub(crate) struct CommitmentQueries;

/// In the order in which they are due.
pub(super) fn by_due_at() -> Vec<SortKey> {
    vec![SortKey { expression: "commitments.due_at", nullable: false, descending: false, nulls: Nulls::Last }]
}

/// Asking for commitments.
#[Object]
impl CommitmentQueries {
    /// A commitment by the global id; null when there is none that you may see.
    async fn commitment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Commitment>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: CommitmentId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<CommitmentById>(id).await?.map(|row| Open(row.into())))
    }

    /// Commitments, page by page, in the order in which they are due.
    async fn commitments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which commitments. All that you may see, when nothing is said.")] filter: Option<
            CommitmentFilter,
        >,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<CommitmentRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let (conditions, index) = filter.unwrap_or_default().read(ctx)?;
        let listing = Listing::fixed("commitments", by_due_at(), "commitments.id", page)
            .by(index)
            .and(Sql::all(conditions))
            .and(repo::visible(&call.actor));
        let source = Source { from: "commitments", columns: COLUMNS };
        listing.load::<CommitmentRecord, CommitmentRow, Types>(ctx, source, CommitmentRecord::from).await.map(Some)
    }

    /// How many commitments were kept, by owner or customer, as far as you may see them: those with most broken first.
    async fn commitment_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By what they are counted.")] by: CommitmentGroup,
        #[graphql(desc = "Those that were due in this time. All, when nothing is said.")] period: Option<
            CommitmentPeriod,
        >,
        #[graphql(desc = "How many owners or customers, at most 100; 20 when nothing is said.")] first: Option<i32>,
    ) -> ApiResult<Option<Vec<CommitmentRate>>> {
        let call = ctx.call()?.clone();
        call.require(&permissions::READ)?;
        let first = first.unwrap_or(USUAL);
        if !(0..=MOST).contains(&first) {
            return Err(ApiError::bad_input(path!["first"], format!("At most {MOST} are told.")));
        }
        let period = period.unwrap_or_default();
        let rates = ctx.db()?.read(move |conn| Ok(rates::rates(conn, &call, by, &period, i64::from(first))?)).await?;
        Ok(Some(rates.into_iter().map(Open).collect()))
    }
}
