//! Changing calendars.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    HolidayCalendar, HolidayCalendarRow,
    inputs::{CreateHolidayCalendarInput, HolidayCalendarIdInput, UpdateHolidayCalendarInput},
    service,
};

/// The calendar after the change.
#[derive(SimpleObject)]
pub(crate) struct HolidayCalendarPayload {
    /// The calendar.
    calendar: HolidayCalendar,
}

impl From<HolidayCalendarRow> for HolidayCalendarPayload {
    fn from(row: HolidayCalendarRow) -> Self {
        Self { calendar: Open(row.into()) }
    }
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct DeleteHolidayCalendarPayload {
    /// The global id that the calendar had.
    id: ID,
}

/// The root fields that change calendars.
#[derive(Default)]
pub(crate) struct HolidayCalendarMutations;

/// Changing calendars.
#[Object]
impl HolidayCalendarMutations {
    /// Records a calendar of holidays.
    async fn create_holiday_calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The calendar.")] input: CreateHolidayCalendarInput,
    ) -> ApiResult<Option<HolidayCalendarPayload>> {
        Ok(Some(service::calendar_create(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Changes a calendar of holidays. Tasks that are made already stay on their day.
    async fn update_holiday_calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateHolidayCalendarInput,
    ) -> ApiResult<Option<HolidayCalendarPayload>> {
        Ok(Some(service::calendar_update(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Removes a calendar of holidays for good. A CONFLICT while a cadence goes by it.
    async fn delete_holiday_calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The calendar.")] input: HolidayCalendarIdInput,
    ) -> ApiResult<Option<DeleteHolidayCalendarPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::calendar_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(DeleteHolidayCalendarPayload { id: ID(id.to_global()) }))
    }
}
