//! Asking for calendars.

use rapport_db::page::{Nulls, SortKey};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    HolidayCalendar, HolidayCalendarById, HolidayCalendarId, HolidayCalendarRecord, HolidayCalendarRow,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// The root fields that ask for calendars.
#[derive(Default)]
pub(crate) struct HolidayCalendarQueries;

/// Asking for calendars.
#[Object]
impl HolidayCalendarQueries {
    /// A calendar of holidays by the global id; null when there is none.
    async fn holiday_calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<HolidayCalendar>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: HolidayCalendarId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<HolidayCalendarById>(id).await?.map(|row| Open(row.into())))
    }

    /// Calendars of holidays by name, page by page.
    async fn holiday_calendars(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<HolidayCalendarRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let expression = "holiday_calendars.name";
        let by_name = SortKey { expression, nullable: false, descending: false, nulls: Nulls::First };
        let listing = Listing::fixed("holidayCalendars", vec![by_name], "holiday_calendars.id", page);
        let source = Source { from: "holiday_calendars", columns: COLUMNS };
        listing
            .load::<HolidayCalendarRecord, HolidayCalendarRow, Types>(ctx, source, HolidayCalendarRecord::from)
            .await
            .map(Some)
    }
}
