//! Asking for reports.

use diesel::MysqlConnection;
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
    tally::{self, Closed, ClosedTally, DayTally},
    touches::{self, Touches},
    types::SalesReport,
};
use crate::{
    deals::all::{self, SeenDeal},
    funnel::period::Period,
    groups::{By, Groups},
    permissions,
};

/// What was counted of deals, in groups, and all together where the groups are not all deals: where some are in several.
struct Counted {
    groups: Vec<ClosedTally>,
    all: Option<Vec<ClosedTally>>,
    /// The same by day, for what is told in one currency.
    groups_by_day: Vec<DayTally>,
    all_by_day: Vec<DayTally>,
}

impl Counted {
    fn of(
        deals: &[SeenDeal],
        closed: Closed,
        (groups, repeats): (&Groups, bool),
        touches: Option<&Touches>,
        by_day: bool,
    ) -> Self {
        let one = Groups::one();
        let day = |groups: &Groups| if by_day { tally::by_day(deals, closed, groups) } else { Vec::new() };
        Self {
            groups: tally::tallies(deals, closed, groups, touches),
            all: repeats.then(|| tally::tallies(deals, closed, &one, touches)),
            groups_by_day: day(groups),
            all_by_day: day(&one),
        }
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
        let (db, now) = (ctx.db()?, call.clock.now());
        let period = Period::said(from, to, now)?;
        let by = group_by.map(SalesReportGroupBy::by);
        let (of_deals, deals) = all::recently(db, &call.actor, Some(period), now).await?;
        let grouping = Groups::recently(db, &call.actor, by, deals.len(), now).await?;
        let touches = match with_activity {
            true => Some(touches::recently(db, &call.actor, deals.len(), now).await?),
            false => None,
        };
        let of_touches = touches.as_ref().map_or(now, |(as_of, _)| *as_of);
        let as_of = of_deals.min(grouping.as_of(now)).min(of_touches);
        let closed = Closed { pipeline, period: period.by(as_of) };
        let repeats = by.is_some_and(By::repeats);
        let counting = tokio::task::spawn_blocking(move || {
            let touches = touches.as_ref().map(|(_, touches)| &**touches);
            Counted::of(&deals, closed, (&grouping, repeats), touches, currency.is_some())
        });
        let counted = counting.await.map_err(ApiError::internal)?;
        let Counted { groups, all, groups_by_day, all_by_day } = counted;
        let (in_groups, together) = match currency {
            Some(to) => {
                let convert = move |conn: &mut MysqlConnection| {
                    let of = |conn: &mut _, days: &[DayTally]| Conversion::of(conn, days, to).map(Some);
                    Ok((of(conn, &groups_by_day)?, of(conn, &all_by_day)?))
                };
                db.read(convert).await?
            }
            None => (None, None),
        };
        let all: Vec<_> = all.as_ref().unwrap_or(&groups).iter().collect();
        let total = count::group(None, None, &all, together.as_ref());
        let (groups, left_out) = by.map(|by| count::groups(by, &groups, in_groups.as_ref())).unwrap_or_default();
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
