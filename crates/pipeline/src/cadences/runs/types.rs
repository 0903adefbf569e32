//! A cadence on its way, as clients see one.

use rapport_contacts::{
    kept,
    people::{ContactById, ContactId, ContactRecord},
    users::{UserById, UserId, UserRecord},
};
use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, list, one},
};
use rapport_kernel::ApiResult;

use super::{CadenceRunId, CadenceRunKind, CadenceRunRow, loaders::TasksByRunId};
use crate::{
    cadences::{CadenceById, CadenceId, CadenceRecord},
    deals::{DealById, DealId, DealRecord},
    permissions,
    tasks::TaskRecord,
};

/// How a cadence fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CadenceRunStatus {
    /// It is on its way.
    #[default]
    Running,
    /// All its tasks were made.
    Finished,
    /// It ended before.
    Stopped,
}

/// Why a cadence ended before all its tasks were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CadenceStopReason {
    /// Somebody stopped it.
    ByHand,
    /// The person turned to us, or one of the people of the deal.
    Answered,
    /// The deal is in another stage.
    StageChanged,
    /// The deal was won or lost.
    Closed,
    /// The person, the deal or the cadence was deleted.
    Gone,
}
rapport_graphql::plain_enum!(CadenceRunStatus, CadenceStopReason);

/// A cadence on its way with a person or a deal.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "CadenceRun", relations)]
pub struct CadenceRunRecord {
    /// The global id.
    pub id: GlobalId<CadenceRunKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// How it fares.
    pub status: CadenceRunStatus,
    /// Why it ended before all tasks were made; null for any other.
    pub stop_reason: Option<CadenceStopReason>,
    /// How many steps have made their task.
    pub steps_taken: u32,
    /// When the task of the next step is due; null when there is none. The task is made as that day begins.
    pub next_due_at: Option<Timestamp>,
    /// The time zone by which that was reckoned: that of the person, or else of the cadence.
    pub time_zone: String,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it ended; null while it is on its way.
    pub ended_at: Option<Timestamp>,
    #[graphql(skip)]
    run: CadenceRunId,
    #[graphql(skip)]
    of_cadence: CadenceId,
    #[graphql(skip)]
    with_contact: Option<ContactId>,
    #[graphql(skip)]
    with_deal: Option<DealId>,
    #[graphql(skip)]
    owned_by: Option<UserId>,
}

/// A cadence on its way, open to other modules.
pub type CadenceRun = Open<CadenceRunRecord>;

impl From<CadenceRunRow> for CadenceRunRecord {
    fn from(row: CadenceRunRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            status: kept::value(&row.status).unwrap_or_default(),
            stop_reason: row.reason.as_deref().and_then(kept::value),
            steps_taken: row.next_step,
            next_due_at: row.next_at.map(Timestamp),
            time_zone: row.time_zone,
            started_at: Timestamp(row.started_at),
            ended_at: row.ended_at.map(Timestamp),
            run: row.id,
            of_cadence: row.cadence_id,
            with_contact: row.contact_id,
            with_deal: row.deal_id,
            owned_by: row.owner_id,
        }
    }
}

impl Related for CadenceRunRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, CadenceById, CadenceRecord>("cadence", "The cadence; null for one that is deleted.", |run| {
                Some(run.of_cadence)
            }),
            one::<Self, ContactById, ContactRecord>(
                "contact",
                "The person whom it follows; null without one, and for one who is deleted or whom you may not see.",
                |run| run.with_contact,
            ),
            one::<Self, DealById, DealRecord>(
                "deal",
                "The deal that it follows; null without one, and for one that is deleted or that you may not see.",
                |run| run.with_deal,
            ),
            one::<Self, UserById, UserRecord>("owner", "Who is to do its tasks; null when nobody is.", |run| {
                run.owned_by
            }),
            list::<Self, TasksByRunId, TaskRecord>(
                "tasks",
                "The living tasks that it made, as far as you may see them, in the order of its steps.",
                |run| run.run,
            ),
        ]
    }
}

/// A cadence on its way with a person or a deal.
#[ComplexObject]
impl CadenceRunRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        events_of_record(ctx, self.run.uuid(), first, before, true).await.map(Some)
    }
}
