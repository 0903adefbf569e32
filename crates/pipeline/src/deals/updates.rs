//! What a follower of deals is told.

use std::sync::Arc;

use rapport_db::events::Event;
use rapport_graphql::{
    ContextExt, EventCursor, GlobalId, Open, Record, Timestamp, Update,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{ActorKind, FieldChange},
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Deal, DealById, DealId, DealKind,
    sight::{Meaning, Shown},
};

/// What a change means to who follows deals by a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DealUpdateKind {
    /// The deal meets the filter and you may see it; before, it did not, or you might not.
    Entered,
    /// The deal met the filter and still does.
    Changed,
    /// The deal does not meet the filter any more, or you may not see it any more.
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
    /// What kind of party made the change.
    pub actor_kind: ActorKind,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The changes of one transaction share this.
    pub transaction_id: String,
    #[graphql(skip)]
    deal: DealId,
    #[graphql(skip)]
    source: Arc<Event>,
    #[graphql(skip)]
    shown: Shown,
}

/// A change of a deal.
#[ComplexObject]
impl DealUpdateRecord {
    /// The deal as of now, which may be later than the change; null once it is deleted, or you may not see it.
    async fn deal(&self, ctx: &Context<'_>) -> ApiResult<Option<Deal>> {
        Ok(ctx.load::<DealById>(self.deal).await?.map(|row| Open(row.into())))
    }

    /// The fields that changed, with the values before and after, as far as you may see them: none when you may not see the
    /// deal any more, and to partners those that are shared with them. Texts are left out once the deal is purged.
    async fn changes(&self) -> Vec<FieldChange> {
        let all = self.source.changes.iter().chain(&self.source.personal);
        all.filter(|change| self.shown.has(change)).cloned().map(FieldChange::from).collect()
    }
}

impl DealUpdateRecord {
    /// The update of an event that means this to the client.
    pub(crate) fn new(source: Arc<Event>, cursor: EventCursor, meaning: Meaning) -> Self {
        let deal = Id::from_uuid(source.record_id);
        Self {
            cursor,
            kind: meaning.kind,
            event: source.kind.clone(),
            deal_id: GlobalId(deal),
            actor_kind: ActorKind::of(&source),
            occurred_at: Timestamp(source.occurred_at),
            transaction_id: source.transaction_id.to_string(),
            deal,
            shown: meaning.shown,
            source,
        }
    }
}

impl Update for DealUpdateRecord {
    fn cursor(&self) -> Option<EventCursor> {
        Some(self.cursor)
    }
}

/// A change of a deal, open to what modules add.
pub type DealUpdate = Open<DealUpdateRecord>;
