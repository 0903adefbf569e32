//! Asking for reports.

use diesel::{MysqlConnection, QueryResult};
use rapport_db::recent::{COUNTED, Read};
use rapport_graphql::{
    ContextExt, Timestamp,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::{ApiError, ApiResult, Currency};

use super::{
    converted::Conversion,
    count,
    grouping::SalesReportGroupBy,
    repo::{self, Closed, ClosedTally},
    types::{SalesGroup, SalesReport},
};
use crate::{funnel::period::Period, permissions};

/// What was counted of deals, by group.
struct Tallies {
    closed: Vec<ClosedTally>,
    /// What they are worth in one currency, by group, and of all together where no deal is in several.
    by_group: Option<Conversion>,
    together: Option<Conversion>,
}

impl Tallies {
    fn read(
        conn: &mut MysqlConnection,
        asked: &Closed,
        group_by: Option<SalesReportGroupBy>,
        with_activity: bool,
        currency: Option<Currency>,
    ) -> QueryResult<Self> {
        let closed = repo::tallies(conn, asked, group_by, with_activity)?;
        let mut found = Self { closed, by_group: None, together: None };
        let Some(to) = currency else { return Ok(found) };
        let mut days = repo::by_day(conn, asked, group_by)?;
        if group_by.is_some() {
            found.by_group = Some(Conversion::of(conn, &days, to)?);
            days.iter_mut().for_each(|day| day.group = None);
        }
        if !group_by.is_some_and(SalesReportGroupBy::repeats) {
            found.together = Some(Conversion::of(conn, &days, to)?);
        }
        Ok(found)
    }

    fn total(&self) -> SalesGroup {
        count::group(None, None, &self.closed.iter().collect::<Vec<_>>(), self.together.as_ref())
    }
}

/// The root field that asks for reports.
#[derive(Default)]
pub(crate) struct ReportQueries;

/// Asking for reports.
#[Object]
impl ReportQueries {
    /// The deals that were won or lost in a period: win rate, length of the cycle, values, by any of owner, team, product,
    /// source, time and more; why they were lost; how much was talked with those who bought and with those who did not. Of 20,000
    /// deals and more it may be some minutes old: `asOf` says when.
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
        let read = ctx.db()?.read_recent(&call.actor, question, now, move |conn| {
            let grouped = Tallies::read(conn, &closed, group_by, with_activity, currency)?;
            // The groups are all deals, unless some are in several.
            let total = match group_by {
                Some(by) if by.repeats() => Some(Tallies::read(conn, &closed, None, with_activity, currency)?),
                _ => None,
            };
            let rows = grouped.closed.iter().map(|tally| usize::try_from(tally.deals).unwrap_or_default()).sum();
            let items = grouped.closed.len().max(COUNTED);
            Ok(Read { as_of: now, answer: (grouped, total), rows, items })
        });
        let (as_of, read) = read.await?;
        let (grouped, total) = &*read;
        let total = total.as_ref().unwrap_or(grouped).total();
        let groups = |by| count::groups(by, &grouped.closed, grouped.by_group.as_ref());
        let (groups, left_out) = group_by.map(groups).unwrap_or_default();
        Ok(Some(SalesReport {
            from: Timestamp(period.from),
            to: Timestamp(period.until(to, as_of)),
            as_of: Timestamp(as_of),
            total,
            groups,
            groups_left_out: i32::try_from(left_out).unwrap_or(i32::MAX),
        }))
    }
}
