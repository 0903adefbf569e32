//! A cadence, as clients see one.

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, one},
};
use rapport_kernel::ApiResult;

use super::{
    CadenceId, CadenceKind, CadenceRow, HolidayCalendarById, HolidayCalendarId, HolidayCalendarRecord,
    steps::{self, CadenceStep},
};
use crate::permissions;

/// A cadence: tasks that follow one another, with waits between.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Cadence", relations)]
pub struct CadenceRecord {
    /// The global id.
    pub id: GlobalId<CadenceKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name; no two living cadences have the same.
    pub name: String,
    /// The time zone for people of whom none is known, by its name in the IANA database.
    pub time_zone: String,
    /// When the cadence was first recorded.
    pub created_at: Timestamp,
    /// When the cadence was last changed.
    pub updated_at: Timestamp,
    /// When the cadence was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    cadence: CadenceId,
    #[graphql(skip)]
    holidays: Option<HolidayCalendarId>,
    #[graphql(skip)]
    kept_steps: String,
}

/// A cadence, open to other modules.
pub type Cadence = Open<CadenceRecord>;

impl From<CadenceRow> for CadenceRecord {
    fn from(row: CadenceRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            time_zone: row.time_zone,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            cadence: row.id,
            holidays: row.calendar_id,
            kept_steps: row.steps,
        }
    }
}

impl CadenceRecord {
    /// The id, for modules that add to cadences.
    #[must_use]
    pub const fn cadence_id(&self) -> CadenceId {
        self.cadence
    }
}

impl Related for CadenceRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![one::<Self, HolidayCalendarById, HolidayCalendarRecord>(
            "calendar",
            "The holidays that are no business days; null for a cadence that knows of none.",
            |cadence| cadence.holidays,
        )]
    }
}

/// A cadence: tasks that follow one another, with waits between.
#[ComplexObject]
impl CadenceRecord {
    /// The steps, in their order.
    async fn steps(&self) -> Vec<CadenceStep> {
        steps::kept(&self.kept_steps).into_iter().map(|step| Open(step.into())).collect()
    }

    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        events_of_record(ctx, self.cadence.uuid(), first, before, true).await.map(Some)
    }
}
