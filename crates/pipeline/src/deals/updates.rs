//! What a follower of deals is told.

use std::sync::Arc;

use rapport_db::events::Event;
use rapport_graphql::{
    ContextExt, EventCursor, GlobalId, Open, Record, Timestamp, Update,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::FieldChange,
};
use rapport_kernel::{ApiResult, Id};

use super::{Deal, DealById, DealId, DealKind};

/// What a change means to who follows deals by a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DealUpdateKind {
    /// The deal meets the filter, and you may see it; it did not, or you might not, before.
    Entered,
    /// The deal met the filter and still does.
    Changed,
    /// The deal does not meet the filter any more, or you may not see it.
    Left,
}
rapport_graphql::plain_enum!(DealUpdateKind);

/// A change of a deal.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "DealUpdate")]
pub struct DealUpdateRecord {
    /// Hand this to `since`, to go on after this update.
    pub cursor: EventCursor,
    /// What the change means with respect to the filter, and to what you may see.
    pub kind: DealUpdateKind,
    /// What happened, as `record.verb`: `deal.won`.
    pub event: String,
    /// The global id of the deal.
    pub deal_id: GlobalId<DealKind>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The changes of one transaction share this.
    pub transaction_id: String,
    #[graphql(skip)]
    record: DealId,
    #[graphql(skip)]
    source: Arc<Event>,
    #[graphql(skip)]
    shows_changes: bool,
}

/// A change of a deal.
#[ComplexObject]
impl DealUpdateRecord {
    /// The deal as of now, which may be later than the change; null once it is deleted, or you may not see it.
    async fn deal(&self, ctx: &Context<'_>) -> ApiResult<Option<Deal>> {
        Ok(ctx.load::<DealById>(self.record).await?.map(|row| Open(row.into())))
    }

    /// The fields that changed, with the values before and after. None when you may not see the deal any more.
    async fn changes(&self) -> Vec<FieldChange> {
        let all = self.source.changes.iter().chain(&self.source.personal);
        all.filter(|_| self.shows_changes).cloned().map(FieldChange::from).collect()
    }
}

impl DealUpdateRecord {
    /// The update of an event, as this client sees it; `None` for an event without a number.
    pub(super) fn new(source: Arc<Event>, kind: DealUpdateKind, shows_changes: bool) -> Option<Self> {
        let record = Id::from_uuid(source.record_id);
        Some(Self {
            cursor: EventCursor(source.seq?),
            kind,
            event: source.kind.clone(),
            deal_id: GlobalId(record),
            occurred_at: Timestamp(source.occurred_at),
            transaction_id: source.transaction_id.to_string(),
            record,
            source,
            shows_changes,
        })
    }
}

impl Update for DealUpdateRecord {
    fn cursor(&self) -> Option<EventCursor> {
        Some(self.cursor)
    }
}

/// A change of a deal, open to what modules add.
pub type DealUpdate = Open<DealUpdateRecord>;
