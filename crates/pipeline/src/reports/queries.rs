//! Asking for reports.

use rapport_graphql::{
    ContextExt, Timestamp,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::{ApiError, ApiResult, Currency, RowScope};

use super::{converted::Conversion, count, grouping::SalesReportGroupBy, repo, repo::Closed, types::SalesReport};
use crate::{funnel::period::Period, permissions};

/// The root field that asks for reports.
#[derive(Default)]
pub(crate) struct ReportQueries;

/// Asking for reports.
#[Object]
impl ReportQueries {
    /// The deals that were won or lost in a period: win rate, length of the cycle, values, by any of owner, team, product,
    /// source, time and more; why they were lost; how much was talked with those who bought and with those who did not. Of 20,000
    /// deals and more it may be a minute old: `asOf` says when.
    #[expect(clippy::too_many_arguments, reason = "each is one of the questions that a report answers")]
    async fn sales_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The beginning of the period; of all times when nothing is said.")] from: Option<Timestamp>,
        #[graphql(desc = "The end of the period, which is not in it; now when nothing is said.")] to: Option<Timestamp>,
        #[graphql(desc = "By what the deals are grouped.")] group_by: Option<SalesReportGroupBy>,
        #[graphql(desc = "Of one pipeline alone.")] pipeline_id: Option<ID>,
        #[graphql(desc = "Whether interactions are counted: slower, for each deal's are read.", default)]
        with_activity: bool,
        #[graphql(
            desc = "A currency in which values are told as well, by stored exchange rates: a three-letter code of ISO 4217."
        )]
        currency: Option<String>,
    ) -> ApiResult<Option<SalesReport>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let pipeline = pipeline_id.map(|id| input::id(&id, path!["pipelineId"])).transpose()?;
        let currency = currency.map(|code| {
            let unknown = "This is not a currency's three-letter code (ISO 4217).";
            Currency::from_code(&code).ok_or_else(|| ApiError::bad_input(path!["currency"], unknown))
        });
        let currency = currency.transpose()?;
        let now = call.clock.now();
        let period = Period::said(from, to, now)?;
        let closed = Closed { actor: call.actor.clone(), pipeline, period };
        let question = ("salesReport", pipeline, from, to, group_by, with_activity, currency);
        let question = (call.actor.row_scope() == RowScope::All).then_some(question);
        let read = ctx.db()?.read_recent(question, now, move |conn| {
            let total = repo::tallies(conn, &closed, None, with_activity)?;
            let grouped = match group_by {
                Some(_) => repo::tallies(conn, &closed, group_by, with_activity)?,
                None => Vec::new(),
            };
            let of_total = currency.map(|to| Conversion::of(conn, &closed, None, to)).transpose()?;
            let of_groups = currency.filter(|_| group_by.is_some());
            let of_groups = of_groups.map(|to| Conversion::of(conn, &closed, group_by, to)).transpose()?;
            let rows = total.iter().map(|tally| usize::try_from(tally.deals).unwrap_or_default()).sum();
            Ok(((total, grouped, of_total, of_groups), rows))
        });
        let (as_of, read) = read.await?;
        let (total, grouped, of_total, of_groups) = &*read;
        let total = count::group(None, None, &total.iter().collect::<Vec<_>>(), of_total.as_ref());
        let groups = |by| count::groups(by, grouped, of_groups.as_ref());
        let (groups, left_out) = group_by.map(groups).unwrap_or_default();
        Ok(Some(SalesReport {
            from: Timestamp(period.from),
            to: Timestamp(period.to),
            as_of: Timestamp(as_of),
            total,
            groups,
            groups_left_out: i32::try_from(left_out).unwrap_or(i32::MAX),
        }))
    }
}
